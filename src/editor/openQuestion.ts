import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readRunRequest } from '../host/runFolder.ts';
import { readTextFile } from '../host/textFile.ts';
import { linesById } from '../core/questionLines.ts';

/** Shows the line of questions.jsonl that holds a question of a run. */
export async function openQuestion(
  runFolder: string,
  id: string,
  viewColumn: vscode.ViewColumn,
): Promise<void> {
  const path = await questionsPathOf(runFolder);
  const line = linesById(await readFile(path, 'utf8')).get(id) ?? 0;
  const at = new vscode.Position(line, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), {
    selection: new vscode.Range(at, at),
    viewColumn,
  });
}

/** The dataset that a run was made from while it is still the same, else the run's own copy of it. */
export async function questionsPathOf(runFolder: string): Promise<string> {
  const { questions } = await readRunRequest(runFolder);
  const sha256 = await readTextFile(questions.source).then(
    (file) => file.sha256,
    () => undefined,
  );
  return sha256 === (questions.sourceSha256 ?? questions.sha256)
    ? questions.source
    : join(runFolder, questions.path);
}
