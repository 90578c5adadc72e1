import * as vscode from 'vscode';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { datasetRequest, setDatasetOption } from '../settings/datasetSettings.ts';

/** Names a column of a table in the settings, so that it tells rows of one name apart. */
export async function tellApart(table: unknown, column: unknown): Promise<void> {
  if (!(table instanceof vscode.Uri) || typeof column !== 'string') return;
  const { reading } = await runInThread('preview', await datasetRequest(table));
  await setDatasetOption(table, 'key', [...reading.namedBy, column]);
  await vscode.commands.executeCommand('cricketLora.generateDataset', table);
}
