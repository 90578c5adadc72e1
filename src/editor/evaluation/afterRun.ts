import * as vscode from 'vscode';
import type { Evaluation, Tally } from '../../core/evaluation/evaluation.ts';
import { failureError } from '../../core/run/trainerFailures.ts';
import { preflightText } from '../../core/run/preflightText.ts';
import { formatCount, formatShare } from '../../core/common/formatNumbers.ts';
import { hasAdapter, isPredicted, isWhole, type Run } from '../run/run.ts';
import type { EvaluationCache } from './evaluationCache.ts';
import type { EvaluationPanels } from './evaluationPanel.ts';
import type { RecallTests } from './recallTests.ts';
import { runLabel } from '../run/runTexts.ts';
import type { Runs } from '../run/runs.ts';
import { showInformation } from '../common/say.ts';

/**
 * Handles the end of a run: scores its outputs, shows them as tests, and notifies the user.
 *
 * @throws UserError that describes the failure of a failed run
 */
export async function afterRun(
  run: Run,
  {
    tests,
    evaluations,
    evaluationPanels,
    runs,
  }: {
    readonly tests: RecallTests;
    readonly evaluations: EvaluationCache;
    readonly evaluationPanels: Pick<EvaluationPanels, 'opened'>;
    readonly runs: Runs;
  },
): Promise<void> {
  const { state, request } = run;
  if (request.experiment !== undefined) {
    // Its page tells of it: hundreds of runs are not hundreds of notifications.
    if (!isPredicted(run)) return;
    // Its queue scores it, too, but later, and in a process of its own.
    await evaluations.of(run.folder).summary();
    await runs.scored(run.folder);
    return;
  }
  if (state.failure) {
    throw failureError(state.failure.code, state.failure.parameters);
  }
  if (state.status !== 'finished') return;
  if (request.operation === 'preflight') {
    void offerTraining(run);
    return;
  }
  const evaluation = await evaluations.of(run.folder).summary();
  await runs.scored(run.folder);
  // Answers of the base alone, or to only a few questions, must not replace the tests.
  if (isWhole(run) && hasAdapter(run)) await tests.publish(run.folder);
  // What is on the screen need not be offered.
  if (evaluationPanels.opened(run.folder) !== undefined) return;
  void offerEvaluation(run, `${runLabel(run)}: ${describeRecall(evaluation)}`);
}

async function offerTraining({ state, request }: Run): Promise<void> {
  const message = preflightText(state, request.recipe, vscode.l10n.t).join(' ');
  const choice = await showInformation(message, vscode.l10n.t('Train'));
  if (choice === vscode.l10n.t('Train')) {
    const questions = vscode.Uri.file(request.questions.source);
    await vscode.commands.executeCommand('cricketLora.train', questions);
  }
}

async function offerEvaluation(run: Run, message: string): Promise<void> {
  const show = vscode.l10n.t('Show Evaluation');
  const choice = await showInformation(message, show);
  if (choice === show) {
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run.folder);
  }
}

/** `100 % of 2,700 trained questions recalled, 96.1 % of 900 in a phrasing never trained.` */
function describeRecall({ totals }: Pick<Evaluation, 'totals'>): string {
  const { train, phrasing, fact } = totals;
  const share = ({ exact, questions }: Tally): string => formatShare(exact, questions);
  const of = ({ questions }: Tally): string => formatCount(questions);
  const parts = [
    ...(train.questions > 0
      ? [vscode.l10n.t('{0} of {1} trained questions recalled', share(train), of(train))]
      : []),
    ...(phrasing.questions > 0
      ? [vscode.l10n.t('{0} of {1} in a phrasing never trained', share(phrasing), of(phrasing))]
      : []),
    ...(fact.questions > 0
      ? [vscode.l10n.t('{0} of {1} about facts never trained', share(fact), of(fact))]
      : []),
  ];
  return parts.length === 0 ? vscode.l10n.t('no question was answered.') : `${parts.join(', ')}.`;
}
