import * as vscode from 'vscode';
import type { DatasetSettings } from '../../core/dataset/datasetSettings.ts';
import type { GenerateRequest } from '../../host/dataset/generateDataset.ts';
import { datasetRequestOf } from '../../host/dataset/datasetRequest.ts';

/**
 * What the settings say about turning a table into questions.
 *
 * @throws UserError when they name a file of phrasings that cannot be read.
 */
export function datasetRequest(table: vscode.Uri): Promise<GenerateRequest> {
  const folder = vscode.workspace.getWorkspaceFolder(table)?.uri.fsPath ?? '';
  return datasetRequestOf(datasetSettings(table), { tablePath: table.fsPath, folder });
}

/** `cricketLora.dataset.*` as they hold for a table; null is as good as unset. */
export function datasetSettings(table: vscode.Uri): DatasetSettings {
  const settings = vscode.workspace.getConfiguration('cricketLora.dataset', table);
  // VS Code gives objects that cannot be sent to a thread: these are copies.
  const chosen = <Key extends keyof DatasetSettings>(key: Key) =>
    (JSON.parse(JSON.stringify(settings.get(key) ?? null)) as DatasetSettings[Key] | null) ??
    undefined;
  return {
    statistics: chosen('statistics'),
    entityColumn: chosen('entityColumn'),
    tellApart: chosen('tellApart'),
    rows: chosen('rows'),
    phrasings: chosen('phrasings'),
    phrasingsPerFact: chosen('phrasingsPerFact'),
    heldPhrasings: chosen('heldPhrasings'),
    heldFacts: chosen('heldFacts'),
    seed: chosen('seed'),
    answers: chosen('answers'),
    encoding: chosen('encoding'),
    delimiter: chosen('delimiter'),
  };
}

/** In the workspace where one is open, else for the user: the next generating takes the same. */
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
