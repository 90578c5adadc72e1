import { changes, type Comparison } from '../evaluation/comparison.ts';
import { EvaluationRows, type EvaluationRow } from '../evaluation/evaluationRows.ts';
import type { LazyList } from '../common/lazyList.ts';
import {
  longestDetail,
  longestOutput,
  type GridRow,
  type QuestionDetails,
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
  /** A question and the phrasings of its fact; undefined if there is no such row. */
  readonly details: (id: string) => QuestionDetails | undefined;
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
    details(id) {
      const at = placeOf(rows, id);
      const row = rows.at(at);
      if (at < 0 || row === undefined) return undefined;
      const { fact } = row.question;
      const around = Array.from({ length: 2 * reach + 1 }, (_, offset) => at - reach + offset);
      const phrasings = around.filter(
        (place) => place >= 0 && rows.at(place)?.question.fact === fact,
      );
      const [whole] = gridRows(Uint32Array.of(at), longestDetail);
      return (
        whole && {
          row: whole,
          phrasings: [...gridRows(Uint32Array.from(phrasings), longestOutput)],
        }
      );
    },
    all: (query) => gridRows(resultOf(query).rows, Infinity),
  };
}

/** Phrasings of a fact stand near each other in a dataset. */
const reach = 200;

function placeOf(rows: LazyList<EvaluationRow>, id: string): number {
  if (rows instanceof EvaluationRows) return rows.rowOf(id);
  let at = 0;
  for (const { question } of rows) {
    if (question.id === id) return at;
    at++;
  }
  return -1;
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
