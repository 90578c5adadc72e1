import type * as vscode from 'vscode';
import { UserError } from '../core/userError.ts';
import { chooseRun, isPredicted } from './chooseRun.ts';
import { EvaluationPanel, type EvaluationPanelEvents } from './evaluationPanel.ts';
import type { RunParts } from './runParts.ts';

export interface EvaluationParts {
  readonly extensionUri: vscode.Uri;
  readonly panel: EvaluationPanelEvents;
}

/** The command Show Evaluation: a run's table of outputs against goldens, the newest unless one is named. */
export async function showEvaluation(
  from: unknown,
  parts: RunParts & EvaluationParts,
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
  EvaluationPanel.show(parts.extensionUri, run.folder, parts.panel);
}
