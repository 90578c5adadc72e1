import * as vscode from 'vscode';
import { FolderWatcher } from '../../host/files/folderWatcher.ts';
import type { Runs } from './runs.ts';
import { localFolders, runsFolderOf } from '../common/workspaceFolder.ts';

interface Events {
  /** The runs that there were at the start are known. */
  readonly onRead: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Finds the runs there are, and those that a terminal or another window makes or removes. */
export function watchRunFolders(runs: Runs, { onRead, onError }: Events): vscode.Disposable {
  const discover = (): void => {
    runs.discover().catch(onError);
  };
  // VS Code's own watching of a workspace may miss, on Linux, what a new folder's folders hold.
  const folders = new FolderWatcher(discover);
  const watchFolders = (): void => {
    for (const folder of localFolders()) folders.add(runsFolderOf(folder));
  };
  // It tells when there is such a folder at all, or of a run that is copied there file by file.
  const watcher = vscode.workspace.createFileSystemWatcher(
    '**/{.cricket-lora,.cricket-lora/runs,.cricket-lora/runs/*,.cricket-lora/runs/*/run.json}',
    false,
    true,
    false,
  );
  runs.discover().then(onRead).catch(onError);
  return vscode.Disposable.from(
    folders,
    // Whoever finds or starts a run has seen the folder.
    runs.onDidChange(watchFolders),
    watcher,
    watcher.onDidCreate(discover),
    watcher.onDidDelete(discover),
    vscode.workspace.onDidChangeWorkspaceFolders(discover),
    // Watching can fail: whoever comes back from a terminal sees its runs all the same.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) discover();
    }),
  );
}
