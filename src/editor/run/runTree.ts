import type { Run } from './run.ts';

/** What was asked of a run belongs to it, and so does what was measured before it. */
export interface RunBranch {
  readonly run: Run;
  /** Newest first. */
  readonly children: readonly Run[];
}

/**
 * Runs with their children: answers that were asked of a run again, with its adapter or of its base
 * alone, and the preflights that were made before it with the same dataset, base and recipe. A child
 * whose run is gone stands for itself.
 *
 * @param runs newest first, as the result is
 */
export function runTree(runs: readonly Run[]): readonly RunBranch[] {
  const parents = new Map(runs.map((run) => [run, parentOf(run, runs)]));
  return runs
    .filter((run) => parents.get(run) === undefined)
    .map((run) => ({ run, children: runs.filter((other) => parents.get(other) === run) }));
}

/** False for runs that only ask or measure, on their own or as children of others. */
export const isTraining = ({ request }: Run): boolean => request.operation === 'train';

/** What was trained before what was asked of it again, or measured; each in the order given. */
export const trainedFirst = (runs: readonly Run[]): Run[] => [
  ...runs.filter(isTraining),
  ...runs.filter((run) => !isTraining(run)),
];

function parentOf(run: Run, runs: readonly Run[]): Run | undefined {
  const { operation, parent } = run.request;
  if (operation === 'preflight')
    return runs.findLast(
      (other) => isTraining(other) && other.request.id > run.request.id && isLike(other, run),
    );
  if (parent === undefined) return undefined;
  return runs.find((other) => isTraining(other) && other.request.id === parent.run);
}

function isLike({ request: a }: Run, { request: b }: Run): boolean {
  return (
    a.base === b.base &&
    a.questions.source === b.questions.source &&
    a.questions.sha256 === b.questions.sha256 &&
    JSON.stringify(a.recipe) === JSON.stringify(b.recipe)
  );
}
