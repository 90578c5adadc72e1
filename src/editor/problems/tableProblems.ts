import { isTablePath } from '../../core/table/tableFiles.ts';
import { exists } from '../../host/files/exists.ts';
import * as vscode from 'vscode';
import { datasetFolderOf } from '../../host/dataset/generateDataset.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import type { DatasetProblems } from './datasetProblems.ts';
import { datasetRequest } from '../settings/datasetSettings.ts';

interface Parts {
  readonly problems: DatasetProblems;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks at tables as they are opened and saved: those that have a dataset, since not every CSV is
 * meant for training.
 */
export function watchTables(parts: Parts): vscode.Disposable {
  const check = (document: vscode.TextDocument): void => {
    if (document.uri.scheme !== 'file' || !isTablePath(document.uri.path)) return;
    checkTable(document.uri, parts).catch(parts.onError);
  };
  vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidSaveTextDocument(check),
  );
}

async function checkTable(table: vscode.Uri, { problems }: Parts): Promise<void> {
  if (!(await exists(datasetFolderOf(table.fsPath)))) return;
  try {
    const preview = await runInThread('preview', await datasetRequest(table));
    problems.ofTable(table, { skipped: preview.problems, warnings: preview.warnings });
  } catch (error) {
    // An unusable table is reported when a dataset is generated, not while typing.
    if (!(error instanceof Error && error.name === 'UserError')) throw error;
  }
}
