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
  if (!(await isTrustedFor('Cancelling'))) return;
  const run = await chooseRun(runs, from, {
    title: 'Cancel Run',
    fits: isActive,
    otherwise: new UserError('There is nothing to cancel: no run is active.'),
  });
  if (run === undefined || !(await isAdopted(run, 'Cancelling', runs))) return;
  if (!isAgreed(from) && !(await mayCancel(run))) return;
  const outcome = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Cancelling ${runName(run)}: it saves what it has first`,
      cancellable: true,
    },
    (_, token) => targets.of(run).end(run.folder, { signal: abortSignalOf(token) }),
  );
  void showInformation(`${runName(run)} ${words[outcome]}.`);
}

const isAgreed = (from: unknown): boolean =>
  typeof from === 'object' && from !== null && 'isAgreed' in from && from.isAgreed === true;

async function mayCancel(run: Run): Promise<boolean> {
  const detail = cancelQuestion(run);
  if (detail === undefined) return true;
  const stop = 'Stop the Run';
  const choice = await showWarning(`Stop ${runName(run)}?`, { modal: true, detail }, stop);
  return choice === stop;
}

const words: Readonly<Record<EndOutcome, string>> = {
  'stopped by itself': 'saved what it had and stopped',
  terminated: 'did not stop by itself and was terminated',
  killed: 'did not stop, not even when terminated, and was killed',
  'already over': 'was over already',
};
