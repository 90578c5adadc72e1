import { createReadStream } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';

/** The questions of one table: `NAME.dataset/questions.jsonl` somewhere in the workspace. */
export interface Dataset {
  /** `NAME`. */
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Lines of questions.jsonl. */
  readonly questions: number;
}

const pattern = '**/*.dataset/questions.jsonl';

/** All datasets of the workspace, by name. */
export async function findDatasets(): Promise<Dataset[]> {
  const found = await vscode.workspace.findFiles(
    pattern,
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
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
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
    const questions = await countLines(uri.fsPath);
    return { name: datasetName(uri.fsPath), uri, questions };
  } catch {
    // Deleted since it was found: the watcher tells of that too.
    return undefined;
  }
}

/** Lines that hold more than their end; read in pieces, since datasets may be large. */
async function countLines(path: string): Promise<number> {
  let lines = 0;
  let last = 0x0a;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === 0x0a && last !== 0x0a) lines++;
      last = byte;
    }
  }
  return last === 0x0a ? lines : lines + 1;
}
