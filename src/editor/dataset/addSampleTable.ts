import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { workspaceFolderOf } from '../common/workspaceFolder.ts';

const name = 'test_batting.csv';

/** The command Add Sample Table: puts the bundled table into the workspace, unless it is there, and opens it. */
export async function addSampleTable(extensionPath: string): Promise<vscode.Uri | undefined> {
  const folder = await workspaceFolderOf();
  if (folder === undefined) return undefined;
  const table = vscode.Uri.joinPath(folder.uri, name);
  try {
    await copyFile(join(extensionPath, 'data', name), table.fsPath, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  await vscode.window.showTextDocument(table, { preview: false });
  return table;
}
