import * as vscode from 'vscode';

/** A Markdown link to a fact's questions in a run's evaluation. */
export function evaluationLink(runFolder: string, fact: string): string {
  const argument = encodeURIComponent(JSON.stringify([{ folder: runFolder, fact }]));
  return `[${vscode.l10n.t('Show in Evaluation')}](command:cricketLora.showEvaluation?${argument})`;
}
