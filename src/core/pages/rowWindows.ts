import { changes, type Comparison } from '../evaluation/comparison.ts';
import type { EvaluationRow } from '../evaluation/evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';
import {
  longestOutput,
  type GridRow,
  type RowsAnswer,
  type RowsRequest,
} from './evaluationMessages.ts';
import { createEvaluationIndex, type Query, type QueryResult } from '../evaluation/query.ts';
import { askedOf, goldenOf } from '../dataset/question.ts';

/** Maximum number of rows per window. */
const mostRows = 1000;

/**
 * Rows of one evaluation for pages and files.
 *
 * @throws UserError (both functions) when the query is invalid
 */
export interface RowWindows {
  /** Caches the last query's result, so that scrolling only copies a few rows. */
  readonly answer: (request: RowsRequest) => RowsAnswer;
  /** Every row of a query, with its whole output. */
  all(query: Query): Iterable<GridRow>;
}

/** @param comparison of these rows with an earlier evaluation */
export function createRowWindows(
  rows: LazyList<EvaluationRow>,
  comparison?: Comparison,
): RowWindows {
  const index = createEvaluationIndex(rows, comparison);
  let last: { key: string; result: QueryResult } | undefined;
  const resultOf = (query: Query): QueryResult => {
    const key = JSON.stringify(query);
    if (last?.key !== key) last = { key, result: index.query(query) };
    return last.result;
  };
  const gridRows = function* (found: Uint32Array, longest: number): Generator<GridRow> {
    for (const at of found) {
      const row = rows.at(at);
      if (row === undefined) continue;
      yield comparison === undefined
        ? toGridRow(row, longest)
        : { ...toGridRow(row, longest), ...earlierOf(comparison, at, longest) };
    }
  };
  return {
    answer({ query, start, count }) {
      const result = resultOf(query);
      const window = result.rows.subarray(start, start + Math.min(count, mostRows));
      return {
        total: result.rows.length,
        verdicts: result.verdicts,
        changes: result.changes,
        rows: [...gridRows(window, longestOutput)],
      };
    },
    all: (query) => gridRows(resultOf(query).rows, Infinity),
  };
}

function earlierOf(
  { codes, outputBefore }: Comparison,
  at: number,
  longest: number,
): Pick<GridRow, 'change' | 'before'> {
  const earlier = outputBefore(at);
  return {
    change: changes[codes[at] ?? 0] ?? 'not asked',
    ...(earlier === undefined ? {} : { before: earlier.trim().slice(0, longest) }),
  };
}

function toGridRow({ question, ...row }: EvaluationRow, longest: number): GridRow {
  const output = row.output.trim();
  return {
    id: question.id,
    question: askedOf(question),
    output: output.slice(0, longest),
    ...(output.length > longest ? { outputLength: output.length } : {}),
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
