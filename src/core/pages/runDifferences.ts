import { formatCount } from '../common/formatNumbers.ts';
import { recipeValues } from '../recipe/recipeValues.ts';
import type { RunRequest } from '../run/runRequest.ts';
import type { RunState } from '../run/runState.ts';

/** A run that was chosen in the table of all runs. */
export interface ChosenRun {
  readonly runFolder: string;
  readonly name: string;
  /** Live recall of what is trained, a share from 0 to 1 by epoch. */
  readonly epochs: readonly number[];
  readonly recall: readonly number[];
  /** What it was made of, by name: base, dataset, numbers of questions, hyperparameters. */
  readonly values: Readonly<Record<string, string>>;
}

/** @param base like `name`: as people call it */
export function chosenRun(
  runFolder: string,
  {
    request,
    state,
    name,
    base,
    dataset,
  }: {
    readonly request: RunRequest;
    readonly state: RunState;
    readonly name: string;
    readonly base: string;
    readonly dataset: string;
  },
): ChosenRun {
  const { points } = state.recalls;
  const asked = state.started?.questions;
  const recipe = recipeValues(request.recipe, state.started).map(({ name, value, became }) => [
    name,
    became === undefined ? value : `${value} → ${became}`,
  ]);
  return {
    runFolder,
    name,
    epochs: points.map(({ epoch }) => epoch),
    recall: points.map(({ recalled, questions }) => (questions === 0 ? 0 : recalled / questions)),
    values: {
      base,
      dataset,
      ...(asked && {
        'trained questions': formatCount(asked.train),
        'unseen phrasings': formatCount(asked.phrasing),
        'unseen facts': formatCount(asked.fact),
      }),
      preset: request.recipe.preset,
      ...(Object.fromEntries(recipe) as Record<string, string>),
    },
  };
}

/** The values in which runs differ, in their order; a run that lacks one has undefined. */
export function differencesOf(
  runs: readonly Pick<ChosenRun, 'values'>[],
): { readonly name: string; readonly values: readonly (string | undefined)[] }[] {
  const names = new Set(runs.flatMap(({ values }) => Object.keys(values)));
  return [...names]
    .map((name) => ({ name, values: runs.map(({ values }) => values[name]) }))
    .filter(({ values }) => new Set(values).size > 1);
}
