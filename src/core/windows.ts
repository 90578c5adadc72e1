import type { EvaluationRow } from './evaluation.ts';
import { longestOutput, type GridRow, type RowsAnswer, type RowsRequest } from './messages.ts';
import { createEvaluationIndex, type QueryResult } from './query.ts';
import { askedOf, goldenOf } from './question.ts';

/** Most rows that one window holds. */
const mostRows = 1000;

/**
 * Answers windows of rows over one evaluation. The last query's result is kept, so that scrolling costs
 * a copy of a few rows. The answer throws a UserError where the query cannot be understood.
 */
export function createWindows(
  rows: readonly EvaluationRow[],
): (request: RowsRequest) => RowsAnswer {
  const index = createEvaluationIndex(rows);
  let last: { key: string; result: QueryResult } | undefined;
  return ({ query, start, count }) => {
    const key = JSON.stringify(query);
    if (last?.key !== key) last = { key, result: index.query(query) };
    const { result } = last;
    const window = result.rows.subarray(start, start + Math.min(count, mostRows));
    return {
      total: result.rows.length,
      verdicts: result.verdicts,
      rows: Array.from(window, (at) => rows[at])
        .filter((row) => row !== undefined)
        .map(toGridRow),
    };
  };
}

function toGridRow({ question, ...row }: EvaluationRow): GridRow {
  const output = row.output.trim();
  return {
    id: question.id,
    question: askedOf(question),
    output: output.slice(0, longestOutput),
    ...(output.length > longestOutput ? { outputLength: output.length } : {}),
    golden: goldenOf(question),
    verdict: row.verdict,
    format: row.format,
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    statistic: question.statistic,
    entity: question.entity,
    phrasing: question.phrasing,
    split: question.split,
    logprob: Number.isFinite(row.logprob) ? row.logprob : null,
  };
}
