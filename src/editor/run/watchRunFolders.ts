import * as vscode from 'vscode';
import { FolderWatcher } from '../../host/files/folderWatcher.ts';
import type { Runs } from './runs.ts';
import { localFolders, runsFolderOf } from '../common/workspaceFolder.ts';

interface Events {
  /** Called when the existing runs are known. */
  readonly onRead: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Finds existing runs, and those that a terminal or another window creates or removes. */
export function watchRunFolders(runs: Runs, { onRead, onError }: Events): vscode.Disposable {
  const discover = (): void => {
    runs.discover().catch(onError);
  };
  // On Linux, VS Code's watcher of a workspace may miss the contents of new folders.
  const folders = new FolderWatcher(discover);
  const watchFolders = (): void => {
    for (const folder of localFolders()) folders.add(runsFolderOf(folder));
  };
  // It reports that the runs folder was created, or that a run is being copied there file by file.
  const watcher = vscode.workspace.createFileSystemWatcher(
    '**/{.cricket-lora,.cricket-lora/runs,.cricket-lora/runs/*,.cricket-lora/runs/*/run.json}',
    false,
    true,
    false,
  );
  runs.discover().then(onRead).catch(onError);
  return vscode.Disposable.from(
    folders,
    // Discovering or starting a run has already seen the folder.
    runs.onDidChange(watchFolders),
    watcher,
    watcher.onDidCreate(discover),
    watcher.onDidDelete(discover),
    vscode.workspace.onDidChangeWorkspaceFolders(discover),
    // Watching can fail; discover again when the window gets the focus.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) discover();
    }),
  );
}
