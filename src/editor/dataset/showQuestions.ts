import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';

/** VS Code refuses to show extensions a larger file. */
const largestDocument = 50 * 1024 * 1024;

/** Opens a questions.jsonl, unless it is too large to be looked at. */
export async function showQuestions(questions: vscode.Uri): Promise<void> {
  if ((await stat(questions.fsPath)).size > largestDocument) return;
  await vscode.window.showTextDocument(questions, { preview: false });
}
