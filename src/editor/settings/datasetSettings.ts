import * as vscode from 'vscode';
import type { DatasetSettings } from '../../core/dataset/datasetSettings.ts';
import type { GenerateRequest } from '../../host/dataset/generateDataset.ts';
import { isSmall } from '../../core/recipe/baseSize.ts';
import { parametersOf } from '../../host/base/parametersOf.ts';
import { readSettings } from './settings.ts';
import { datasetRequestOf } from '../../host/dataset/datasetRequest.ts';

/**
 * The settings for generating a dataset from a table.
 *
 * @param base that is going to be trained on it
 * @throws UserError when they name a phrasings file that cannot be read
 */
export function datasetRequest(
  table: vscode.Uri,
  base = readSettings(table).base,
): Promise<GenerateRequest> {
  const folder = vscode.workspace.getWorkspaceFolder(table)?.uri.fsPath ?? '';
  const settings = datasetSettings(table);
  const unknown = unknownFor(base, settings.unknown);
  return datasetRequestOf({ ...settings, unknown }, { tablePath: table.fsPath, folder });
}

const unknownFor = (base: string, unknown: DatasetSettings['unknown'] = 'auto') =>
  unknown === 'auto' && isSmall(parametersOf(base)) ? 0 : unknown;

/** `cricketLora.dataset.*` resolved for a table; null counts as unset. */
export function datasetSettings(table: vscode.Uri): DatasetSettings {
  const settings = vscode.workspace.getConfiguration('cricketLora.dataset', table);
  // VS Code's setting objects cannot be posted to a thread: copy them.
  const chosen = <Key extends keyof DatasetSettings>(key: Key) =>
    (JSON.parse(JSON.stringify(settings.get(key) ?? null)) as DatasetSettings[Key] | null) ??
    undefined;
  return {
    statistics: chosen('statistics'),
    key: chosen('key'),
    domain: chosen('domain'),
    format: chosen('format'),
    headerLine: chosen('headerLine'),
    missing: chosen('missing'),
    columns: chosen('columns'),
    entityColumn: chosen('entityColumn'),
    tellApart: chosen('tellApart'),
    rows: chosen('rows'),
    phrasings: chosen('phrasings'),
    phrasingsPerFact: chosen('phrasingsPerFact'),
    heldPhrasings: chosen('heldPhrasings'),
    heldFacts: chosen('heldFacts'),
    seed: chosen('seed'),
    answers: chosen('answers'),
    unknown: chosen('unknown'),
    unknownAnswer: chosen('unknownAnswer'),
    otherWays: chosen('otherWays'),
    encoding: chosen('encoding'),
    delimiter: chosen('delimiter'),
  };
}

/** Sets an option in the workspace if one is open, otherwise for the user. */
export async function setDatasetOption(
  table: vscode.Uri,
  option: keyof DatasetSettings,
  value: unknown,
): Promise<void> {
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace
    .getConfiguration('cricketLora.dataset', table)
    .update(option, value ?? undefined, target);
}
