import * as vscode from 'vscode';
import type { Runs } from './runs.ts';
import type { ShowError } from './showError.ts';

/** Finds the runs there are, and those that a terminal or another window makes or removes. */
export function watchRunFolders(runs: Runs, showError: ShowError): vscode.Disposable {
  const discover = (): void => {
    runs.discover().catch(showError);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(
    '**/.cricket-lora/runs/*/run.json',
    false,
    true,
    false,
  );
  discover();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(discover),
    watcher.onDidDelete(discover),
    vscode.workspace.onDidChangeWorkspaceFolders(discover),
  );
}
