import type { ChildResult } from './childResult.ts';
import { FactPlaces, scalarContrast, shareContrast, type Estimate, type Term } from './contrast.ts';
import type { Grid, Point } from './experiment.ts';
import { metricNames, metricOf, splitOfMetric, type MetricName } from './metrics.ts';

/** A level of a dimension instead of another. */
export interface Change {
  /** Index of the dimension. */
  readonly dimension: number;
  readonly level: number;
  readonly insteadOf: number;
}

/** What one change does, or what two do together beyond what each does alone, averaged over everything else. */
export interface Effect extends Estimate {
  readonly metric: MetricName;
  readonly changes: readonly [Change] | readonly [Change, Change];
  /** Runs that it is computed from, of those that it could be. */
  readonly runs: number;
  readonly planned: number;
  readonly seeds: number;
}

export interface Conclusion {
  readonly effects: readonly Effect[];
  /** Of every two dimensions. */
  readonly interactions: readonly Effect[];
}

/**
 * Main effects and two-way interactions of every dimension, each level against the first that the file
 * names. Pairs of runs differ in nothing but the change: with the same seed, and the same levels elsewhere.
 */
export function conclude(
  grid: Grid,
  results: ReadonlyMap<string, ChildResult>,
  metrics: readonly MetricName[] = metricNames,
): Conclusion {
  const changes = grid.dimensions.flatMap(({ levels }, dimension) =>
    levels.slice(1).map((_, at): Change => ({ dimension, level: at + 1, insteadOf: 0 })),
  );
  const pairs = changes.flatMap((one, at) =>
    changes
      .slice(at + 1)
      .filter(({ dimension }) => dimension !== one.dimension)
      .map((other) => [one, other] as const),
  );
  const places = new FactPlaces();
  const effectsOf = (changed: readonly Effect['changes'][]): Effect[] =>
    metrics.flatMap((metric) =>
      changed.flatMap((one) => effectOf({ grid, results, places }, one, metric) ?? []),
    );
  return {
    effects: effectsOf(changes.map((one) => [one] as const)),
    interactions: effectsOf(pairs),
  };
}

/** Runs that differ in the changes alone, and how each counts. */
interface Block {
  /** Everything else: its levels. */
  readonly elsewhere: string;
  readonly seed: number;
  readonly terms: Term[];
  readonly isWhole: boolean;
}

interface Ground {
  readonly grid: Grid;
  readonly results: ReadonlyMap<string, ChildResult>;
  readonly places: FactPlaces;
}

function effectOf(
  { grid, results, places }: Ground,
  changes: Effect['changes'],
  metric: MetricName,
): Effect | undefined {
  const split = splitOfMetric[metric];
  const hasMetric = (result: ChildResult): boolean => metricOf(result, metric) !== undefined;
  const blocks = blocksOf(grid, results, { changes, hasMetric });
  const kept = completeBlocks(blocks);
  const seeds = [...new Set(kept.map(({ seed }) => seed))];
  const cells = new Set(kept.map(({ elsewhere }) => elsewhere)).size;
  const bySeed = seeds.map((seed) =>
    kept
      .filter((block) => block.seed === seed)
      .flatMap(({ terms }) => terms.map((term) => ({ ...term, weight: term.weight / cells }))),
  );
  const estimate =
    split === undefined
      ? scalarContrast(bySeed, (result) => metricOf(result, metric))
      : shareContrast(bySeed, split, places);
  if (estimate === undefined) return undefined;
  const size = 2 ** changes.length;
  return {
    metric,
    changes,
    ...estimate,
    runs: kept.length * size,
    planned: blocks.length * size,
    seeds: seeds.length,
  };
}

function blocksOf(
  { points }: Grid,
  results: ReadonlyMap<string, ChildResult>,
  {
    changes,
    hasMetric,
  }: { changes: Effect['changes']; hasMetric: (result: ChildResult) => boolean },
): Block[] {
  const blocks = new Map<string, Omit<Block, 'isWhole'>>();
  for (const point of points) {
    const weight = weightOf(point, changes);
    if (weight === 0) continue;
    const elsewhere = point.at
      .filter((_, dimension) => !changes.some((change) => change.dimension === dimension))
      .join();
    const { seed } = point;
    const name = `${elsewhere} ${seed}`;
    let block = blocks.get(name);
    if (block === undefined) blocks.set(name, (block = { elsewhere, seed, terms: [] }));
    const result = results.get(point.key);
    if (result !== undefined && hasMetric(result)) block.terms.push({ result, weight });
  }
  const size = 2 ** changes.length;
  return [...blocks.values()].map((block) => ({ ...block, isWhole: block.terms.length === size }));
}

/** 1 with the changes, −1 without: of two changes the product. 0 for runs that have neither level. */
function weightOf({ at }: Point, changes: Effect['changes']): number {
  return changes.reduce((weight, { dimension, level, insteadOf }) => {
    const here = at[dimension];
    return weight * (here === level ? 1 : here === insteadOf ? -1 : 0);
  }, 1);
}

/**
 * The blocks of a rectangle of cells and seeds without a gap, so that every seed's difference is of the same
 * cells: by leaving out seeds, or cells, that lack a run, or all seeds but one, whichever leaves most.
 */
function completeBlocks(blocks: readonly Block[]): readonly Block[] {
  const whole = blocks.filter(({ isWhole }) => isWhole);
  const fullest = (nameOf: (block: Block) => string | number): readonly Block[] => {
    const counts = countBy(whole, nameOf);
    const most = Math.max(0, ...counts.values());
    return rectangle(whole.filter((block) => counts.get(nameOf(block)) === most));
  };
  const seeds = new Set(whole.map(({ seed }) => seed));
  return [
    fullest(({ seed }) => seed),
    fullest(({ elsewhere }) => elsewhere),
    ...Array.from(seeds, (seed) => whole.filter((block) => block.seed === seed)),
  ].reduce((best, one) => (one.length > best.length ? one : best), []);
}

/** Those whose cell has every seed that is left. */
function rectangle(blocks: readonly Block[]): readonly Block[] {
  const seeds = new Set(blocks.map(({ seed }) => seed)).size;
  const counts = countBy(blocks, ({ elsewhere }) => elsewhere);
  return blocks.filter(({ elsewhere }) => counts.get(elsewhere) === seeds);
}

function countBy<Value, Key>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const value of values) counts.set(keyOf(value), (counts.get(keyOf(value)) ?? 0) + 1);
  return counts;
}
