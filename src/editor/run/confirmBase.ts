import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { estimateTraining, roughDuration } from '../../core/recipe/estimateTraining.ts';
import { embeddedBase } from '../../host/base/embeddedBase.ts';
import { parametersOf } from '../../host/base/parametersOf.ts';
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
  /** That an epoch asks. */
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
    case choices.embedded:
      await setBase(embeddedBase);
      return (await resolveBase(embeddedBase, work.folder)).base;
    case choices.folder:
      return chooseFolder();
    case choices.anyway:
      return base;
    case undefined:
    default:
      return undefined;
  }
}

const choices = {
  embedded: vscode.l10n.t('Use the Embedded Base'),
  folder: vscode.l10n.t('Choose a Folder…'),
  anyway: vscode.l10n.t('Go On Anyway'),
};

type Lack = 'gpu' | 'network';

async function whatIsLacking(base: string, python: string): Promise<Lack[]> {
  const [gpu, cached] = await Promise.all([cudaDevice(python), isInHubCache(base)]);
  const online = cached || (await isHubReachable(base));
  return [...(gpu === undefined ? ['gpu' as const] : []), ...(online ? [] : ['network' as const])];
}

function ask(base: string, lacks: readonly Lack[], work: Work): Thenable<string | undefined> {
  const sentences = lacks.map((lack) =>
    lack === 'gpu'
      ? vscode.l10n.t('No CUDA GPU is seen by {0}.', work.python)
      : vscode.l10n.t('The model is not on this machine, and Hugging Face cannot be reached.'),
  );
  const parameters = parametersOf(base);
  const device = lacks.includes('gpu') ? 'cpu' : 'cuda';
  const { steps, seconds, usualSeconds } = estimateTraining(work.recipe, {
    questions: work.questions,
    parameters,
    device,
  });
  const gigabytes = ((parameters * 2) / 1e9).toFixed(1);
  const detail = [
    ...sentences,
    vscode.l10n.t(
      'Nothing has been downloaded yet. Going on anyway needs about {0} GB of model files and takes {1}, at most {2} (a rough guess: {3} steps on {4}).',
      gigabytes,
      inWords(roughDuration(usualSeconds)),
      inWords(roughDuration(seconds)),
      formatCount(steps),
      device === 'cpu' ? vscode.l10n.t('this processor') : vscode.l10n.t('the GPU'),
    ),
    vscode.l10n.t(
      'The embedded base comes with Cricket LoRA, needs no network and trains on a processor in minutes.',
    ),
  ].join('\n\n');
  return showWarning(
    vscode.l10n.t('The base {0} is not ready to be trained here.', base),
    { modal: true, detail },
    ...Object.values(choices),
  );
}

async function chooseFolder(): Promise<string | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t('Use as Base'),
      title: vscode.l10n.t('Folder of a causal language model with a chat template'),
    })) ?? [];
  if (folder === undefined) return undefined;
  const { base } = await resolveBase(folder.fsPath, folder.fsPath);
  await setBase(base);
  return base;
}
