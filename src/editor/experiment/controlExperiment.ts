import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { ask, readQueue, type Wish } from '../../host/experiment/controls.ts';
import { openExperiment } from '../../host/experiment/experimentFolder.ts';
import { isInterrupted, startQueue } from '../../host/experiment/startQueue.ts';
import { rayOf } from '../../core/target/raySetting.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { boardsOfQueue } from '../boards/followToBoards.ts';
import { showWarning } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { choosePython } from '../target/choosePython.ts';
import type { TargetParts } from '../target/targetParts.ts';
import type { Experiments } from './experiments.ts';

export interface ExperimentParts extends TargetParts {
  readonly experiments: Experiments;
}

/** The command Run Experiment: starts its queue, or goes on with what has not finished. */
export async function runExperiment(from: unknown, parts: ExperimentParts): Promise<void> {
  if (!(await isTrustedFor(vscode.l10n.t('Run Experiment')))) return;
  const folder = await parts.experiments.choose(from, vscode.l10n.t('Run Experiment'));
  if (folder === undefined) return;
  await begin(folder, true, parts);
  await vscode.commands.executeCommand('cricketLora.showExperiment', folder);
}

async function begin(folder: string, again: boolean, parts: ExperimentParts): Promise<void> {
  const { experiment } = await openExperiment(folder);
  const targets = parts.targets.settings();
  const isCluster = (name: string): boolean => rayOf(name, targets) !== undefined;
  const isHere = experiment.targets.some((name) => name === localTargetName || isCluster(name));
  const python = isHere ? (await choosePython(parts)).path : '';
  // Signed in here, where there is a person; the queue cannot ask.
  for (const name of experiment.targets) {
    if (isCluster(name)) continue;
    const setting = parts.targets.named(name);
    if (setting !== undefined) await parts.targets.signIn(setting);
  }
  await startQueue(folder, { python, targets, again, ...(await boardsOfQueue(parts)) });
  parts.experiments.refresh();
}

/** The command Pause Experiment: its runs go on to their end, and no more are begun. */
export const pauseExperiment = (from: unknown, parts: ExperimentParts): Promise<void> =>
  wish(from, 'pause', parts);

/** The command Cancel Experiment: its runs save and stop. */
export const cancelExperiment = (from: unknown, parts: ExperimentParts): Promise<void> =>
  wish(from, 'cancel', parts);

async function wish(from: unknown, what: Wish, { experiments }: ExperimentParts): Promise<void> {
  const title =
    what === 'pause' ? vscode.l10n.t('Pause Experiment') : vscode.l10n.t('Cancel Experiment');
  if (!(await isTrustedFor(title))) return;
  const folder = await experiments.choose(from, title);
  if (folder === undefined) return;
  if ((await readQueue(folder))?.state !== 'running') {
    throw new UserError(vscode.l10n.t('The experiment {0} is not running.', basename(folder)));
  }
  if (what === 'cancel') {
    const end = vscode.l10n.t('Cancel All');
    const choice = await showWarning(
      vscode.l10n.t('Cancel every run of {0}?', basename(folder)),
      {
        modal: true,
        detail: vscode.l10n.t('Each saves a checkpoint first, from which Run Experiment goes on.'),
      },
      end,
    );
    if (choice !== end) return;
  }
  await ask(folder, what);
}

/**
 * Goes on with experiments that this machine has begun and whose queue was killed, as by a loss of power. What a
 * person has paused or cancelled stays so.
 */
export async function goOnWithInterrupted(parts: ExperimentParts): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  for (const folder of await parts.experiments.list()) {
    if (await isInterrupted(folder)) await begin(folder, false, parts);
  }
}
