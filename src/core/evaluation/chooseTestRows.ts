import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';

/** VS Code shows about so many tests in one file without delay. */
export const rowLimit = 10_000;

/** All rows where they fit, else the misses, else the first of those. */
export function chooseTestRows(rows: LazyList<EvaluationRow>, limit = rowLimit): EvaluationRow[] {
  const shown: EvaluationRow[] = [];
  for (const row of rows) {
    if (shown.length === limit) break;
    if (rows.length <= limit || row.verdict !== 'exact') shown.push(row);
  }
  return shown;
}
