import * as vscode from 'vscode';
import { hasAdapter, type Run } from '../run/run.ts';
import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { nameOfBase } from '../../host/base/embeddedBase.ts';
import { requirePlainFolder } from '../../host/run/plainFolder.ts';
import { isAdopted } from '../run/adoptRun.ts';
import { questionsPathOf, questionsSourceOf } from '../../host/run/questionsPath.ts';
import { createRun } from '../../host/run/runFolder.ts';
import type { Asks } from '../../core/run/runRequest.ts';
import { chooseDataset } from '../dataset/chooseDataset.ts';
import { chooseRun } from '../run/chooseRun.ts';
import type { RunParts } from '../run/runParts.ts';
import { prepareStart, startOnTarget } from '../run/startOnTarget.ts';
import { mayStart } from '../run/train.ts';
import { isTrustedFor } from '../common/trust.ts';
import { createWithLookUp } from './createWithLookUp.ts';

/** Which questions to ask which model. */
export interface Asking {
  readonly asks: Asks;
  /** The questions.jsonl to ask; default: the run's own. */
  readonly questionsPath?: string;
  /** Ids of the only questions to ask; default: all. */
  readonly only?: ReadonlySet<string>;
}

/** The command Evaluate: asks a run's adapter every question again. */
export async function evaluateAgain(from: unknown, parts: RunParts): Promise<void> {
  const run = await chooseAsked(vscode.l10n.t('Evaluate'), from, parts);
  if (run) await ask(run, parts, { asks: 'adapter' });
}

/** The command Evaluate Base: asks a run's base the same questions, without the adapter. */
export async function evaluateBase(from: unknown, parts: RunParts): Promise<void> {
  const run = await chooseAsked(vscode.l10n.t('Evaluate Base'), from, parts);
  if (run) await ask(run, parts, { asks: 'base' });
}

/**
 * The command Evaluate with Look-Up: asks a run's base the same questions, each with the row of the
 * table that is found for it, without the adapter.
 */
export async function evaluateWithLookUp(from: unknown, parts: RunParts): Promise<void> {
  const run = await chooseAsked(vscode.l10n.t('Evaluate with Look-Up'), from, parts);
  if (run) await ask(run, parts, { asks: 'look-up' });
}

/**
 * The command Evaluate on Another Dataset: asks a run's adapter the questions of another dataset.
 */
export async function evaluateOnDataset(from: unknown, parts: RunParts): Promise<void> {
  const run = await chooseAsked(vscode.l10n.t('Evaluate on Another Dataset'), from, parts);
  const dataset = run && (await chooseDataset(undefined));
  if (run && dataset) await ask(run, parts, { asks: 'adapter', questionsPath: dataset.fsPath });
}

async function chooseAsked(
  title: string,
  from: unknown,
  parts: RunParts,
): Promise<Run | undefined> {
  if (!(await isTrustedFor(vscode.l10n.t('Evaluating')))) return undefined;
  return chooseRun(parts.runs, from, {
    title,
    afterEnd: true,
    fits: hasAdapter,
    otherwise: new UserError(
      vscode.l10n.t('There is nothing to evaluate yet: no run has an adapter. Train first.'),
      'train',
    ),
  });
}

/**
 * Asks in a new run, so that the earlier answers are kept.
 *
 * @returns its folder, or undefined when it was not started: another run is active, or the
 *   workspace is not trusted
 */
export async function ask(run: Run, parts: RunParts, asking: Asking): Promise<string | undefined> {
  const { base, recipe, target } = run.request;
  if (!(await isTrustedFor(vscode.l10n.t('Evaluating')))) return undefined;
  if (!(await isAdopted(run, vscode.l10n.t('Evaluating'), parts.runs))) return undefined;
  await requirePlainFolder(run.folder);
  if (!(await mayStart(parts, target))) return undefined;
  const where = await prepareStart(target, parts);
  const request = {
    runsFolder: dirname(run.folder),
    questionsPath: asking.questionsPath ?? (await questionsPathOf(run.folder)),
    base: await nameOfBase(base, run.folder),
    recipe,
    operation: 'predict',
    parent: { run: parentOf(run), asks: asking.asks },
    target,
    ...(asking.only && { only: asking.only }),
  } as const;
  const folder = await (asking.asks === 'look-up'
    ? createWithLookUp(request, await questionsSourceOf(run.folder))
    : createRun(request));
  if (asking.asks === 'adapter') {
    await cp(adapterOf(run.folder), join(folder, 'adapter'), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    });
  }
  await startOnTarget(folder, where, parts);
  await parts.runs.follow(folder);
  return folder;
}

/** Of answers that are asked again: the run that was trained, so that children have no children. */
const parentOf = ({ request }: Run): string => request.parent?.run ?? request.id;

const adapterOf = (runFolder: string): string => join(runFolder, 'adapter');
