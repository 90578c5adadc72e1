import * as vscode from 'vscode';
import { tableGlob } from '../core/table/tableFiles.ts';
import { findDatasets, watchDatasets } from './dataset/findDatasets.ts';
import type { ContextKeys } from './common/contextKeys.ts';

/** Keeps the context keys about the workspace's files: whether it has a table, and a dataset. */
export function watchWorkspaceContexts(
  contexts: ContextKeys,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const look = async (): Promise<void> => {
    const tables = await vscode.workspace.findFiles(
      tableGlob,
      '**/{node_modules,.cricket-lora,.venv}/**',
      1,
    );
    const datasets = await findDatasets();
    contexts.set({ hasTable: tables.length > 0, hasDataset: datasets.length > 0 });
  };
  const again = (): void => {
    look().catch(onError);
  };
  again();
  const tables = vscode.workspace.createFileSystemWatcher(tableGlob, false, true, false);
  return vscode.Disposable.from(
    tables,
    tables.onDidCreate(again),
    tables.onDidDelete(again),
    watchDatasets(again),
  );
}
