import * as vscode from 'vscode';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import {
  estimateTraining,
  parametersByName,
  roughDuration,
} from '../../core/recipe/estimateTraining.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';
import { resolveBase } from '../../host/base/resolveBase.ts';
import { cudaDevice } from '../../host/python/cudaDevice.ts';
import { isHubReachable, isInHubCache } from '../../host/base/huggingFaceCache.ts';
import { setBase } from '../settings/settings.ts';
import { showWarning } from '../common/say.ts';

interface Work {
  /** As written in the setting. */
  readonly base: string;
  /** What relative folders are relative to. */
  readonly folder: string;
  readonly python: string;
  readonly recipe: Recipe;
  /** Number of training questions. */
  readonly questions: number;
}

/**
 * Checks the base before anything is downloaded. A local base is accepted. For a hub base without a
 * GPU or network, explains the problem and offers alternatives, with an estimate of the time.
 *
 * @returns the base for the trainer, or undefined when the dialog was dismissed
 */
export async function confirmBase(work: Work): Promise<string | undefined> {
  const { kind, base } = await resolveBase(work.base, work.folder);
  if (kind !== 'hub') return base;
  const lacks = await whatIsLacking(base, work.python);
  if (lacks.length === 0) return base;
  const choice = await ask(base, lacks, work);
  switch (choice) {
    case 'Use the Embedded Base':
      await setBase(embeddedBase);
      return (await resolveBase(embeddedBase, work.folder)).base;
    case 'Choose a Folder…':
      return chooseFolder();
    case 'Go On Anyway':
      return base;
    case undefined:
    default:
      return undefined;
  }
}

type Lack = 'gpu' | 'network';

async function whatIsLacking(base: string, python: string): Promise<Lack[]> {
  const [gpu, cached] = await Promise.all([cudaDevice(python), isInHubCache(base)]);
  const online = cached || (await isHubReachable(base));
  return [...(gpu === undefined ? ['gpu' as const] : []), ...(online ? [] : ['network' as const])];
}

function ask(base: string, lacks: readonly Lack[], work: Work): Thenable<string | undefined> {
  const sentences = lacks.map((lack) =>
    lack === 'gpu'
      ? `No CUDA GPU is seen by ${work.python}.`
      : `The model is not on this machine, and Hugging Face cannot be reached.`,
  );
  const parameters = parametersByName(base) ?? 1.5e9;
  const device = lacks.includes('gpu') ? 'cpu' : 'cuda';
  const { steps, seconds, usualSeconds } = estimateTraining(work.recipe, {
    questions: work.questions,
    parameters,
    device,
  });
  const gigabytes = ((parameters * 2) / 1e9).toFixed(1);
  const detail = [
    ...sentences,
    `Nothing has been downloaded yet. Going on anyway needs about ${gigabytes} GB of model files and takes ${roughDuration(usualSeconds)}, at most ${roughDuration(seconds)} (a rough guess: ${formatCount(steps)} steps on ${device === 'cpu' ? 'this processor' : 'the GPU'}).`,
    'The embedded base comes with Cricket LoRA, needs no network and trains on a processor in minutes.',
  ].join('\n\n');
  return showWarning(
    `The base ${base} is not ready to be trained here.`,
    { modal: true, detail },
    'Use the Embedded Base',
    'Choose a Folder…',
    'Go On Anyway',
  );
}

async function chooseFolder(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: 'Use as Base',
      title: 'Folder of a causal language model with a chat template',
    })) ?? [];
  if (folder === undefined) return undefined;
  const { base } = await resolveBase(folder.fsPath, folder.fsPath);
  await setBase(base);
  return base;
}
