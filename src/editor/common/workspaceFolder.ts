import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';

/**
 * The workspace folder of a file; for a file outside all of them, or without one, the only folder
 * or the one that the user picks. Undefined when the picker is dismissed.
 *
 * @throws UserError when no folder is open, or none on a disk
 */
export async function workspaceFolderOf(
  file?: vscode.Uri,
): Promise<vscode.WorkspaceFolder | undefined> {
  const own = file && vscode.workspace.getWorkspaceFolder(file);
  if (own?.uri.scheme === 'file') return own;
  const folders = localFolders();
  if (folders.length === 0) {
    throw new UserError(
      vscode.l10n.t(
        'Open a folder first (File: Open Folder…): datasets and runs are stored there, on this machine’s disk.',
      ),
      'open folder',
    );
  }
  if (folders.length === 1) return folders[0];
  return vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Folder to store it in'),
  });
}

export const localFolders = (): readonly vscode.WorkspaceFolder[] =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');

/** Where a workspace folder keeps its runs. */
export const runsFolderOf = (folder: vscode.WorkspaceFolder): string =>
  join(folder.uri.fsPath, '.cricket-lora', 'runs');
