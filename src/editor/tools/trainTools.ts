import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
import { UserError } from '../../core/common/userError.ts';
import { preflightText } from '../../core/run/preflightText.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { surveyQuestions } from '../../host/dataset/readQuestions.ts';
import { isActive, type Run } from '../run/run.ts';
import type { RunParts } from '../run/runParts.ts';
import type { Runs } from '../run/runs.ts';
import { runProgress } from '../run/runTexts.ts';
import { preflight, train } from '../run/train.ts';
import { readSettings } from '../settings/settings.ts';
import { datasetNamed } from './named.ts';
import { howItEnded } from './runInWords.ts';
import type { Tool } from './tool.ts';
import { requireTrust } from './requireTrust.ts';

/** Starts a run as Train does, and does not wait for its end. */
export const trainTool = (parts: RunParts): Tool<'cricketLora_train'> => ({
  doing: vscode.l10n.t('Starting a training'),
  async confirmation({ dataset }) {
    const { trained, name, base, where, preset } = await whatIsTrained(dataset, parts.runs);
    return {
      title: vscode.l10n.t('Train a Model?'),
      message: vscode.l10n.t(
        'Trains {0} on {1} of {2}, with the recipe {3}, {4}. It may take hours of a GPU, and goes on until it is over or cancelled. A base that is not there yet is downloaded from Hugging Face.',
        base,
        counted(trained, 'question'),
        name,
        preset,
        where,
      ),
    };
  },
  async invoke({ dataset }) {
    const { questions } = await whatIsTrained(dataset, parts.runs);
    const { request } = started(await train(questions, parts), parts.runs);
    return `The run ${request.id} has been started and goes on by itself. cricketLora_failed_facts with this run says how it gets on and, once it has answered every question, what it misses.`;
  },
});

/** Measures a training as Preflight does, and waits for the result. */
export const preflightTool = (parts: RunParts): Tool<'cricketLora_preflight'> => ({
  doing: vscode.l10n.t('Measuring a few steps of training'),
  async confirmation({ dataset }) {
    const { name, base, where } = await whatIsTrained(dataset, parts.runs);
    return {
      title: vscode.l10n.t('Measure a Training?'),
      message: vscode.l10n.t(
        'Loads {0} and takes a few steps on {1}, {2}, to measure time and memory. A base that is not there yet is downloaded from Hugging Face.',
        base,
        name,
        where,
      ),
    };
  },
  async invoke({ dataset }, token) {
    const { questions } = await whatIsTrained(dataset, parts.runs);
    const run = started(await preflight(questions, parts), parts.runs);
    const { state, request } = await endOf(run, parts.runs, token);
    const measured = preflightText(state, request.recipe);
    return measured.length > 0 ? measured.join('\n') : howItEnded({ state, request });
  },
});

/**
 * What would be trained, with the settings of the dataset.
 *
 * @throws UserError where nothing could be
 */
async function whatIsTrained(dataset: string | undefined, runs: Runs) {
  requireTrust('Training');
  const questions = await datasetNamed(dataset);
  const { base, target, preset } = readSettings(questions);
  const active = target === localTargetName ? runs.active(target) : undefined;
  if (active !== undefined) {
    throw new UserError(
      `The run ${active.request.id} is active (${runProgress(active)}), and one runs at a time on this machine.`,
    );
  }
  const { splits } = await surveyQuestions(questions.fsPath);
  return {
    questions,
    trained: splits.train,
    name: vscode.workspace.asRelativePath(questions),
    base,
    where:
      target === localTargetName
        ? vscode.l10n.t('on this machine')
        : vscode.l10n.t('on {0}', target),
    preset,
  };
}

function started(folder: string | undefined, runs: Runs): Run {
  const run = folder === undefined ? undefined : runs.get(folder);
  if (run !== undefined) return run;
  throw new UserError('Nothing was started: the person has left a question of Cricket LoRA.');
}

/** Waits until a run is over; cancelling leaves the run alone. */
async function endOf(run: Run, runs: Runs, token: vscode.CancellationToken): Promise<Run> {
  const subscriptions: vscode.Disposable[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const now = runs.get(run.folder);
        if (now === undefined) reject(new UserError(`The run ${run.request.id} was removed.`));
        else if (!isActive(now)) resolve(now);
      };
      subscriptions.push(
        runs.onDidChange(look),
        token.onCancellationRequested(() => {
          reject(new vscode.CancellationError());
        }),
      );
      look();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}
