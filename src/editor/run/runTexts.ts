import * as vscode from 'vscode';
import { basename } from 'node:path';
import { scoreInWords } from '../../core/evaluation/scoreInWords.ts';
import { sideEffectsInShort } from '../../core/run/sideEffects.ts';
import { formatDuration } from '../../core/common/formatDuration.ts';
import { formatRecall, formatTimeLeft } from '../../core/run/formatProgress.ts';
import { plainText } from '../../core/common/plainText.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { recipeValues } from '../../core/recipe/recipeValues.ts';
import type { RunRequest } from '../../core/run/runRequest.ts';
import { isOver, type RunState } from '../../core/run/runState.ts';
import { statusWord } from '../../core/run/statusWord.ts';
import type { Run } from './run.ts';

/** A run, where only names are asked for. */
type Named = Pick<Run, 'request' | 'name'>;

/** What a run is called in sentences and titles: by its name, else by its id. */
export const runName = ({ request, name }: Named): string =>
  name === undefined ? request.id : plainText(name);

/** The same of a folder; one where no run is goes by its own name. */
export function nameIn(runs: { get(folder: string): Run | undefined }, folder: string): string {
  const run = runs.get(folder);
  return run ? runName(run) : basename(folder);
}

/** A run's label in lists: its name, else `recall · test_batting`. */
export const runLabel = (run: Named): string =>
  run.name === undefined ? runKind(run.request) : plainText(run.name);

/** Label and id: `recall · test_batting, 20261123-030000-recall`. */
export const runLabelInFull = (run: Named): string => `${runLabel(run)}, ${run.request.id}`;

/** Below its dataset: its name, else `recall`. */
export const runShort = (run: Named): string =>
  run.name === undefined ? doneIn(run.request) : plainText(run.name);

/** What a run is, whatever it is called: `recall · test_batting`. */
export function runKind(request: RunRequest): string {
  const { questions, experiment } = request;
  const dataset = /([^/\\]+)\.dataset[/\\][^/\\]*$/.exec(questions.source)?.[1];
  return [doneIn(request), experiment?.name ?? dataset ?? 'questions'].join(' · ');
}

/** `recall`, `asked again`; of an experiment's runs what tells them apart: `rank 4, epochs 6`. */
function doneIn({ operation, recipe, questions, parent, experiment }: RunRequest): string {
  const again =
    questions.sourceSha256 === undefined
      ? vscode.l10n.t('asked again')
      : vscode.l10n.t('asked some again');
  const predict = {
    adapter: again,
    base: vscode.l10n.t('base alone'),
    'look-up': vscode.l10n.t('base with look-up'),
  }[parent?.asks ?? 'adapter'];
  const levels = experiment === undefined ? '' : levelsIn(recipe);
  const train = levels === '' ? recipe.preset : levels;
  return { train, predict, preflight: 'preflight' }[operation];
}

const levelsIn = (recipe: Recipe): string =>
  plainText(
    recipeValues(recipe)
      .filter(({ source }) => source === 'setting')
      .map(({ name, value }) => `${name} ${value}`)
      .join(', '),
    100,
  );

/**
 * Short progress: `epoch 12/60 · 87.0 % recalled live · 1 min 05 s left`, and once a run has answered its
 * score. Live recall is of trained questions alone, while the weights change.
 */
export function runProgress({ state, totals }: Pick<Run, 'state' | 'totals'>): string {
  const { status, recall, finish, epochs } = state;
  const recalled = recall && vscode.l10n.t('{0} recalled live', formatRecall(recall));
  if (status === 'finished') {
    if (state.preflight)
      return vscode.l10n.t('{0} to the last epoch', formatDuration(state.preflight.secondsToCap));
    const score = totals ? scoreInWords(totals, vscode.l10n.t) : recalled;
    const others = state.sideEffects && sideEffectsInShort(state.sideEffects, vscode.l10n.t);
    return join(
      score,
      others,
      finish?.reason === 'cap' ? vscode.l10n.t('stopped at epoch {0}', epochs) : undefined,
    );
  }
  if (isOver(state)) return join(statusWord(status, vscode.l10n.t), recalled);
  return join(
    doing(state),
    state.phase === 'predicting' ? undefined : recalled,
    formatTimeLeft(state, vscode.l10n.t),
  );
}

const join = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' · ');

function doing(state: RunState): string {
  switch (state.phase) {
    case undefined:
      return state.status === 'starting'
        ? vscode.l10n.t('starting')
        : vscode.l10n.t('loading the base');
    case 'loading':
      return vscode.l10n.t('loading the base');
    case 'measuring':
      return vscode.l10n.t('measuring steps');
    case 'training':
    case 'recalling':
      return vscode.l10n.t('epoch {0}/{1}', Math.floor(state.epoch), state.epochs);
    case 'saving':
      return vscode.l10n.t('saving the adapter');
    case 'predicting':
      return state.predicted
        ? vscode.l10n.t('asked {0}/{1}', state.predicted.done, state.predicted.questions)
        : vscode.l10n.t('asking every question');
    case 'exporting':
      return vscode.l10n.t('exporting');
  }
}
