import * as vscode from 'vscode';
import type { Runs } from './runs.ts';

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
  const watcher = vscode.workspace.createFileSystemWatcher(
    '**/.cricket-lora/runs/*/run.json',
    false,
    true,
    false,
  );
  // Of a folder that comes or goes with all that is in it, only the folder may be told.
  const folders = vscode.workspace.createFileSystemWatcher(
    '**/{.cricket-lora,.cricket-lora/runs,.cricket-lora/runs/*}',
    false,
    true,
    false,
  );
  runs.discover().then(onRead).catch(onError);
  return vscode.Disposable.from(
    watcher,
    folders,
    folders.onDidCreate(discover),
    folders.onDidDelete(discover),
    watcher.onDidCreate(discover),
    watcher.onDidDelete(discover),
    vscode.workspace.onDidChangeWorkspaceFolders(discover),
    // Watching can fail: whoever comes back from a terminal sees its runs all the same.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) discover();
    }),
  );
}
