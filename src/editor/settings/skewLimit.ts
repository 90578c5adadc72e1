import * as vscode from 'vscode';
import { usualSkewLimit } from '../../core/evaluation/verdict.ts';

const section = 'cricketLora.evaluation';
const key = 'skewLimit';

/** Share of the golden within which a number counts as near, for a file or folder. */
export function readSkewLimit(scope: vscode.Uri): number {
  const found = vscode.workspace.getConfiguration(section, scope).get<unknown>(key);
  // People write anything into settings.json.
  return typeof found === 'number' && found >= 0 ? found : usualSkewLimit;
}

/** Tells when it has been set to something else: nothing needs to be asked again, only scored. */
export const onDidChangeSkewLimit = (rescore: () => void): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.${key}`)) rescore();
  });
