import * as vscode from 'vscode';

/** Names a column of a table in the settings, so that it tells players of one name apart. */
export async function tellApart(table: unknown, column: unknown): Promise<void> {
  if (!(table instanceof vscode.Uri) || typeof column !== 'string') return;
  const settings = vscode.workspace.getConfiguration('cricketLora.dataset', table);
  const target =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update('tellApart', [column], target);
  await vscode.commands.executeCommand('cricketLora.generateDataset', table);
}
