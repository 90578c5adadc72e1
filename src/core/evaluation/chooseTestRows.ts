import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';

/** VS Code shows about this many tests in one file without delay. */
export const rowLimit = 10_000;

/** All rows if they fit, otherwise the first misses. */
export function chooseTestRows(rows: LazyList<EvaluationRow>, limit = rowLimit): EvaluationRow[] {
  const shown: EvaluationRow[] = [];
  for (const row of rows) {
    if (shown.length === limit) break;
    if (rows.length <= limit || row.verdict !== 'exact') shown.push(row);
  }
  return shown;
}
