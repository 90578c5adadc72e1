import * as vscode from 'vscode';
import { setDatasetOption } from '../settings/datasetSettings.ts';

/** Names a column of a table in the settings, so that it tells players of one name apart. */
export async function tellApart(table: unknown, column: unknown): Promise<void> {
  if (!(table instanceof vscode.Uri) || typeof column !== 'string') return;
  await setDatasetOption(table, 'tellApart', [column]);
  await vscode.commands.executeCommand('cricketLora.generateDataset', table);
}
