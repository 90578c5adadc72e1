import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import type { EndOutcome } from '../../host/process/endProcessTree.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { chooseRun } from './chooseRun.ts';
import type { RunParts } from './runParts.ts';
import { isActive, type Run } from './run.ts';
import { isAdopted } from './adoptRun.ts';
import { isTrustedFor } from '../common/trust.ts';
import { showInformation, showWarning, withProgress } from '../common/say.ts';
import { cancelQuestion } from './cancelQuestion.ts';
import { runName } from './runTexts.ts';

/**
 * The command Cancel Run: ends a run's whole process tree and reports how. Asks first where that loses
 * work, unless `from` is a run with `isAgreed`.
 */
export async function cancelTraining(
  from: unknown,
  { runs, targets }: Pick<RunParts, 'runs' | 'targets'>,
): Promise<void> {
  // It signals processes that the folder names.
  if (!(await isTrustedFor(vscode.l10n.t('Cancelling')))) return;
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Cancel Run'),
    fits: isActive,
    otherwise: new UserError(vscode.l10n.t('There is nothing to cancel: no run is active.')),
  });
  if (run === undefined || !(await isAdopted(run, vscode.l10n.t('Cancelling'), runs))) return;
  if (!isAgreed(from) && !(await mayCancel(run))) return;
  const outcome = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Cancelling {0}: it saves what it has first', runName(run)),
      cancellable: true,
    },
    (_, token) => targets.of(run).end(run.folder, { signal: abortSignalOf(token) }),
  );
  void showInformation(inWords(runName(run), outcome));
}

const isAgreed = (from: unknown): boolean =>
  typeof from === 'object' && from !== null && 'isAgreed' in from && from.isAgreed === true;

async function mayCancel(run: Run): Promise<boolean> {
  const detail = cancelQuestion(run);
  if (detail === undefined) return true;
  const stop = vscode.l10n.t('Stop the Run');
  const choice = await showWarning(
    vscode.l10n.t('Stop {0}?', runName(run)),
    { modal: true, detail },
    stop,
  );
  return choice === stop;
}

function inWords(run: string, outcome: EndOutcome): string {
  switch (outcome) {
    case 'stopped by itself':
      return vscode.l10n.t('{0} saved what it had and stopped.', run);
    case 'terminated':
      return vscode.l10n.t('{0} did not stop by itself and was terminated.', run);
    case 'killed':
      return vscode.l10n.t('{0} did not stop, not even when terminated, and was killed.', run);
    case 'already over':
      return vscode.l10n.t('{0} was over already.', run);
  }
}
