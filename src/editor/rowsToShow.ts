import type { EvaluationRow } from '../core/evaluation.ts';

/** VS Code shows about so many tests in one file without delay. */
export const rowLimit = 10_000;

/** All rows where they fit, else the misses, else the first of those. */
export function rowsToShow(
  rows: readonly EvaluationRow[],
  limit = rowLimit,
): readonly EvaluationRow[] {
  if (rows.length <= limit) return rows;
  return rows.filter(({ verdict }) => verdict !== 'exact').slice(0, limit);
}
