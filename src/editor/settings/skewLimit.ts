import * as vscode from 'vscode';
import { usualSkewLimit } from '../../core/evaluation/verdict.ts';

const section = 'cricketLora.evaluation';
const key = 'skewLimit';

/** The share of the golden within which a number counts as near, for a file or folder. */
export function readSkewLimit(scope: vscode.Uri): number {
  const found = vscode.workspace.getConfiguration(section, scope).get<unknown>(key);
  // settings.json may hold anything.
  return typeof found === 'number' && found >= 0 ? found : usualSkewLimit;
}

/** Fires when the limit has changed: outputs need to be scored again, but not asked. */
export const onDidChangeSkewLimit = (rescore: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${key}`)) rescore();
  });
