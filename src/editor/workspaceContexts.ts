import * as vscode from 'vscode';
import { tableGlob } from '../core/table/tableFiles.ts';
import { findOllama } from '../host/export/ollama.ts';
import { watchDatasets } from './dataset/findDatasets.ts';
import type { ContextKeys } from './common/contextKeys.ts';

const datasetGlob = '**/*.dataset/questions.jsonl';

const isThere = async (glob: string): Promise<boolean> =>
  (await vscode.workspace.findFiles(glob, '**/{node_modules,.cricket-lora,.venv}/**', 1)).length >
  0;

/** Keeps the context keys about the workspace's files: whether it has a table, and a dataset; and Ollama's. */
export function watchWorkspaceContexts(
  contexts: ContextKeys,
  onError: (error: unknown) => void,
): vscode.Disposable {
  const look = async (): Promise<void> => {
    const [hasTable, hasDataset, ollama] = await Promise.all([
      isThere(tableGlob),
      isThere(datasetGlob),
      findOllama(),
    ]);
    contexts.set({ hasTable, hasDataset, hasOllama: ollama !== undefined });
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
