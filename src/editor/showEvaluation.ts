import type * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import { chooseRun, isPredicted } from './chooseRun.ts';
import { EvaluationPanel } from './evaluationPanel.ts';
import { openQuestion } from './openQuestion.ts';
import type { RunParts } from './runParts.ts';

/** The command Show Evaluation: a run's table of outputs against goldens, the newest unless one is named. */
export async function showEvaluation(
  from: unknown,
  parts: RunParts & { readonly extensionUri: vscode.Uri },
): Promise<void> {
  const run = await chooseRun(parts.runs, from, {
    title: 'Show Evaluation',
    fits: isPredicted,
    otherwise: new UserError(
      'There is no evaluation to show: no run has asked the model its questions to the end. Train one.',
      'train',
    ),
    newest: true,
  });
  if (run === undefined) return;
  await EvaluationPanel.show(parts.extensionUri, run.folder, {
    onOpenQuestion: (id) => openQuestion(run.folder, id),
  });
}
