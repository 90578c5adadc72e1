import * as vscode from 'vscode';
import { lineOfQuestion, questionsPathOf } from '../../host/run/questionsPath.ts';

/** Reveals a run's question in questions.jsonl. */
export async function openQuestion(
  runFolder: string,
  id: string,
  viewColumn: vscode.ViewColumn,
): Promise<void> {
  const path = await questionsPathOf(runFolder);
  const at = new vscode.Position(await lineOfQuestion(path, id), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), {
    selection: new vscode.Range(at, at),
    viewColumn,
    preserveFocus: true,
  });
}
