import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { LineCounter } from '../../host/files/lineCounter.ts';

/** The questions of one table: `NAME.dataset/questions.jsonl` somewhere in the workspace. */
export interface Dataset {
  /** `NAME`. */
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Lines of questions.jsonl. */
  readonly questions: number;
}

/** Views ask at every change of a run: a large dataset must not be read each time. */
const counter = new LineCounter();

export const datasetGlob = '**/*.dataset/questions.jsonl';

/** Whether a path is of a dataset's questions, as `datasetGlob` says; with forward slashes. */
export const isDatasetPath = (path: string): boolean => path.endsWith('.dataset/questions.jsonl');

/** All datasets of the workspace, by name. */
export async function findDatasets(): Promise<Dataset[]> {
  const found = await vscode.workspace.findFiles(
    datasetGlob,
    '**/{node_modules,.cricket-lora,.venv}/**',
    1000,
  );
  const datasets = await Promise.all(found.filter(({ scheme }) => scheme === 'file').map(read));
  return datasets
    .filter((dataset) => dataset !== undefined)
    .sort((a, b) => a.uri.fsPath.localeCompare(b.uri.fsPath));
}

/** What the folder of a questions.jsonl says about the table it came from. */
export const datasetName = (questionsPath: string): string =>
  basename(dirname(questionsPath)).replace(/\.dataset$/, '');

/** Tells when one appears, goes or changes. */
export function watchDatasets(onDidChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(datasetGlob);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(onDidChange),
    watcher.onDidChange(onDidChange),
    watcher.onDidDelete(onDidChange),
    vscode.workspace.onDidChangeWorkspaceFolders(onDidChange),
  );
}

async function read(uri: vscode.Uri): Promise<Dataset | undefined> {
  try {
    const questions = await counter.count(uri.fsPath);
    return { name: datasetName(uri.fsPath), uri, questions };
  } catch {
    // Deleted since it was found: the watcher tells of that too.
    return undefined;
  }
}
