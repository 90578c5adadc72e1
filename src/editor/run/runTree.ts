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
  const parentOf = parentsAmong(runs);
  const children = new Map<Run, Run[]>();
  const roots = runs.filter((run) => {
    const parent = parentOf(run);
    if (parent === undefined) return true;
    const siblings = children.get(parent);
    if (siblings) siblings.push(run);
    else children.set(parent, [run]);
    return false;
  });
  return roots.map((run) => ({ run, children: children.get(run) ?? [] }));
}

/** False for runs that only ask or measure, on their own or as children of others. */
export const isTraining = ({ request }: Run): boolean => request.operation === 'train';

/** What was trained before what was asked of it again, or measured; each in the order given. */
export const trainedFirst = (runs: readonly Run[]): Run[] => [
  ...runs.filter(isTraining),
  ...runs.filter((run) => !isTraining(run)),
];

/** Of thousands of runs, each is looked at a few times only. */
function parentsAmong(runs: readonly Run[]): (run: Run) => Run | undefined {
  const trainings = runs.filter(isTraining);
  const byId = new Map(trainings.toReversed().map((run) => [run.request.id, run]));
  /** Newest first, of what was trained alike. */
  const alike = new Map<string, Run[]>();
  for (const run of trainings) {
    const kind = kindOf(run);
    const others = alike.get(kind);
    if (others) others.push(run);
    else alike.set(kind, [run]);
  }
  return (run) => {
    const { operation, parent } = run.request;
    if (operation !== 'preflight') return parent && byId.get(parent.run);
    const later = alike.get(kindOf(run)) ?? [];
    return later[countWhile(later, (other) => other.request.id > run.request.id) - 1];
  };
}

const kindOf = ({ request: { base, questions, recipe } }: Run): string =>
  JSON.stringify([base, questions.source, questions.sha256, recipe]);

/** How many items hold, of which those come first that do. */
function countWhile<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
