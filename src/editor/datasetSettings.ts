import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { parseJson } from '../core/phrasings.ts';
import type { AnswerForm } from '../core/questionOptions.ts';
import type { RowFilter, TopRows } from '../core/rowFilter.ts';
import { UserError } from '../core/userError.ts';
import type { GenerateRequest } from '../host/dataset.ts';

/** `cricketLora.dataset.*`; null is as good as unset. */
interface DatasetSettings {
  readonly statistics: readonly string[];
  readonly entityColumn: string;
  readonly tellApart: readonly string[];
  readonly rows: { readonly filter?: readonly RowFilter[]; readonly top?: TopRows };
  readonly phrasings: string | object;
  readonly phrasingsPerFact: number;
  readonly heldPhrasings: number;
  readonly heldFacts: number;
  readonly seed: number;
  readonly answers: AnswerForm;
  readonly encoding: string;
  readonly delimiter: string;
}

/**
 * What the settings say about turning a table into questions.
 *
 * @throws UserError when they name a file of phrasings that cannot be read.
 */
export async function datasetRequest(
  table: vscode.Uri,
  extensionPath: string,
): Promise<GenerateRequest> {
  const settings = vscode.workspace.getConfiguration('cricketLora.dataset', table);
  const chosen = <Key extends keyof DatasetSettings>(key: Key) =>
    settings.get<DatasetSettings[Key] | null>(key) ?? undefined;
  const { filter, top } = chosen('rows') ?? {};
  return {
    tablePath: table.fsPath,
    phrasingsPath: join(extensionPath, 'data', 'phrasings.json'),
    ownPhrasings: await ownPhrasings(chosen('phrasings'), table),
    table: {
      entityColumn: chosen('entityColumn')?.trim() === '' ? undefined : chosen('entityColumn'),
      tellApart: chosen('tellApart'),
      filter,
      encoding: chosen('encoding'),
      delimiter: chosen('delimiter'),
    },
    options: {
      statistics: chosen('statistics'),
      phrasingsPerFact: chosen('phrasingsPerFact'),
      heldPhrasings: chosen('heldPhrasings'),
      heldFacts: chosen('heldFacts'),
      seed: chosen('seed'),
      answers: chosen('answers'),
      top,
    },
  };
}

async function ownPhrasings(
  setting: string | object | undefined,
  table: vscode.Uri,
): Promise<GenerateRequest['ownPhrasings']> {
  if (setting === undefined || setting === '') return undefined;
  const name = 'cricketLora.dataset.phrasings';
  if (typeof setting !== 'string') return { name, content: setting };
  const folder = vscode.workspace.getWorkspaceFolder(table)?.uri.fsPath ?? '';
  const path = isAbsolute(setting) ? setting : join(folder, setting);
  try {
    return {
      name: basename(path),
      content: parseJson(await readFile(path, 'utf8'), basename(path)),
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path}, which ${name} names, cannot be read.`, 'open settings');
  }
}
