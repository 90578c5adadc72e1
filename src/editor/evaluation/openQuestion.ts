import * as vscode from 'vscode';
import { lineOfQuestion, questionsPathOf } from '../../host/run/questionsPath.ts';

/** Shows the line of questions.jsonl that holds a question of a run. */
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
  });
}
