import type { ChildResult } from '../../../../src/core/experiment/childResult.ts';
import type { Experiment, Grid, Point } from '../../../../src/core/experiment/experiment.ts';
import { experimentSchema } from '../../../../src/core/experiment/experimentSchema.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';
import { checkValue } from '../../../../src/core/common/checkValue.ts';

/** An experiment from what its file says besides what every one has to. */
export function experimentWith(content: Readonly<Record<string, unknown>>): Experiment {
  const { value, problem } = checkValue(experimentSchema, {
    v: 1,
    name: 'Test',
    table: 'table.csv',
    ...content,
  });
  if (value === undefined) throw new Error(spoken(problem));
  return value;
}

/** A run's result: for each fact, whether its held-out question was answered exactly. */
export const resultOf = (
  point: Pick<Point, 'key'>,
  exact: readonly boolean[],
  more: Partial<ChildResult> = {},
): ChildResult => ({
  v: 1,
  run: `run-${point.key}`,
  point: point.key,
  facts: exact.map((_, at) => `fact-${at}`),
  tallies: { phrasing: { questions: exact.map(() => 1), exact: exact.map(Number) } },
  ...more,
});

/** A result for each point of a grid. */
export const resultsOf = (
  { points }: Grid,
  exactOf: (point: Point) => readonly boolean[],
): Map<string, ChildResult> =>
  new Map(points.map((point) => [point.key, resultOf(point, exactOf(point))]));
