import { say, spoken, type Sentence, type Text } from '../common/sentence.ts';
import type { Change, Conclusion, Effect } from './conclusion.ts';
import type { GridShape } from './experiment.ts';
import { inWords } from './grid.ts';
import { formatDifference, formatEnds, type MetricName } from './metrics.ts';

/** `held-out +58.0 points [55.0, 61.0]`. */
const effectInNumbers = ({ metric, value, interval }: Effect): string =>
  `${metric === 'seconds' ? 'time' : metric} ${spoken(formatDifference(metric, value))}${interval === undefined ? '' : ` ${formatEnds(metric, interval)}`}`;

/** `all linear instead of q, v`; of two changes `rank 64 and all linear together`. */
export function changesInWords({ dimensions }: GridShape, changes: Effect['changes']): Sentence {
  const [first, second] = changes;
  if (second !== undefined) {
    return say(
      '{0} and {1} together, beyond what each does alone',
      levelOf(dimensions, first, 'level'),
      levelOf(dimensions, second, 'level'),
    );
  }
  return say('{0} instead of {1}', levelOf(dimensions, first, 'level'), labelOf(dimensions, first));
}

function levelOf(
  dimensions: GridShape['dimensions'],
  change: Change,
  which: 'level' | 'insteadOf',
): Text {
  const dimension = dimensions[change.dimension];
  const level = dimension?.levels[change[which]];
  return dimension && level ? inWords(dimension, level) : '';
}

const labelOf = (dimensions: GridShape['dimensions'], change: Change): Text =>
  dimensions[change.dimension]?.levels[change.insteadOf]?.label ?? '';

/** Whether an interval tells the effect's sign. */
export const isClear = ({ interval }: Effect): boolean =>
  interval !== undefined && (interval[0] > 0 || interval[1] < 0);

/** Each change with what it does to every metric: a sentence each, and those of interactions where they are clear. */
export function conclusionInWords(
  grid: GridShape,
  { effects, interactions }: Conclusion,
  metrics: readonly MetricName[],
): string[] {
  const isWanted = ({ metric }: Effect): boolean => metrics.includes(metric);
  return [
    ...sentences(grid, effects.filter(isWanted)),
    ...sentences(
      grid,
      interactions.filter((one) => isWanted(one) && isClear(one)),
    ),
  ];
}

function sentences(grid: GridShape, effects: readonly Effect[]): string[] {
  const byChanges = new Map<string, Effect[]>();
  for (const effect of effects) {
    const words = spoken(changesInWords(grid, effect.changes));
    byChanges.set(words, [...(byChanges.get(words) ?? []), effect]);
  }
  return [...byChanges].map(
    ([words, found]) => `${words}: ${found.map(effectInNumbers).join('; ')}${lackOf(found)}`,
  );
}

function lackOf(effects: readonly Effect[]): string {
  const lacking = effects.find(({ runs, planned }) => runs < planned);
  return lacking === undefined ? '' : ` (of ${lacking.runs} of ${lacking.planned} runs)`;
}

/** How the intervals were computed, for use in a citation. */
export const methodInWords = (seeds: number): Sentence =>
  seeds > 1
    ? say(
        'Differences between runs that differ in nothing else, averaged over all other levels; 95 % intervals over facts (cluster-robust) and seeds (Student’s t). Each interval stands by itself: of twenty, one may miss.',
      )
    : say(
        'Differences between runs that differ in nothing else, averaged over all other levels; 95 % intervals over facts alone, since there is one seed: another seed may differ by more. Each interval stands by itself: of twenty, one may miss.',
      );
