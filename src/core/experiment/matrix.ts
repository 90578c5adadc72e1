import type { GridShape } from './experiment.ts';
import type { MetricName } from './metrics.ts';

type PlacedPoint = GridShape['points'][number];

/** Runs in one cell of a matrix. */
export interface MatrixCell {
  /** Of the runs that have a result. */
  readonly median?: number;
  /** Around the median: see `medianInterval`. */
  readonly interval?: readonly [lower: number, upper: number];
  /** Share of the time in which such an interval holds the true median: 95 % or more, or as much as there can be. */
  readonly confidence?: number;
  /** Runs that have told. */
  readonly runs: number;
  /** All its places in the grid, run or not. */
  readonly points: readonly PlacedPoint[];
}

export interface Matrix {
  readonly metric: MetricName;
  /** Index of the dimension along each side; undefined where that side has a single line. */
  readonly rows: number | undefined;
  readonly columns: number | undefined;
  readonly cells: readonly (readonly MatrixCell[])[];
}

export interface MatrixChoice {
  readonly metric: MetricName;
  readonly rows: number | undefined;
  readonly columns: number | undefined;
  /** Levels of other dimensions that alone count; all do where absent. */
  readonly only?: Readonly<Record<number, number>>;
}

/** What a metric is of a point, by its key; undefined where its run has not told. */
export type ValueOf = (key: string, metric: MetricName) => number | undefined;

/** Any two dimensions against each other. */
export function matrixOf(
  { dimensions, points }: GridShape,
  valueOf: ValueOf,
  { metric, rows, columns, only = {} }: MatrixChoice,
): Matrix {
  const chosen = points.filter(({ at }) =>
    Object.entries(only).every(([dimension, level]) => at[Number(dimension)] === level),
  );
  const countOf = (dimension: number | undefined): number =>
    dimension === undefined ? 1 : (dimensions[dimension]?.levels.length ?? 1);
  const cells = Array.from({ length: countOf(rows) }, () =>
    Array.from({ length: countOf(columns) }, (): PlacedPoint[] => []),
  );
  for (const point of chosen) {
    const [row, column] = [rows, columns].map((one) =>
      one === undefined ? 0 : (point.at[one] ?? 0),
    );
    cells[row ?? 0]?.[column ?? 0]?.push(point);
  }
  return {
    metric,
    rows,
    columns,
    cells: cells.map((line) => line.map((inCell) => cellOf(inCell, metric, valueOf))),
  };
}

function cellOf(points: readonly PlacedPoint[], metric: MetricName, valueOf: ValueOf): MatrixCell {
  const values = points.flatMap(({ key }) => valueOf(key, metric) ?? []);
  return { points, runs: values.length, ...medianInterval(values) };
}

const wanted = 0.95;

/**
 * The median and an interval for it between two order statistics: the narrowest symmetric one that holds the
 * median of the distribution with 95 %, or from the least to the greatest where that holds it less often (for
 * fewer than six values: three hold it with 75 %). Exact for every continuous distribution (W. R. Thompson, Ann.
 * Math. Stat. 7, 1936; H. A. David and H. N. Nagaraja, Order Statistics, 7.1).
 */
export function medianInterval(
  values: readonly number[],
): Pick<MatrixCell, 'median' | 'interval' | 'confidence'> {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return {};
  const valueAt = (at: number): number => sorted[at] ?? Number.NaN;
  const median = (valueAt(Math.floor((count - 1) / 2)) + valueAt(Math.ceil((count - 1) / 2))) / 2;
  if (count === 1) return { median };
  // With `out` values left out at each end: 1 − 2 · P(Binomial(count, ½) ≤ out).
  let out = 0;
  let probability = 0.5 ** count;
  let tail = probability;
  let confidence = 1 - 2 * tail;
  for (let next = 1; next < count / 2; next++) {
    probability *= (count - next + 1) / next;
    tail += probability;
    if (1 - 2 * tail < wanted) break;
    out = next;
    confidence = 1 - 2 * tail;
  }
  return { median, interval: [valueAt(out), valueAt(count - 1 - out)], confidence };
}
