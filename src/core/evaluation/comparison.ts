import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';
import { formatCount } from '../common/formatNumbers.ts';

/** How a question changed since an earlier evaluation. */
export const changes = [
  'fixed',
  'still wrong',
  'newly broken',
  'still exact',
  'not asked',
] as const;
export type Change = (typeof changes)[number];

/** The changes that every comparison reports, even when their count is 0. */
export const notableChanges: readonly Change[] = ['fixed', 'still wrong', 'newly broken'];

/** An evaluation compared with an earlier one, question by question. */
export interface Comparison {
  /** By row: index into `changes`. */
  readonly codes: Uint8Array;
  /** The earlier output for a row's question; undefined if it was not asked. */
  readonly outputBefore: (row: number) => string | undefined;
  readonly counts: Readonly<Record<Change, number>>;
}

/** Matches questions by id. Linear in both lists. */
export function compareRows(
  rows: LazyList<EvaluationRow>,
  earlier: LazyList<EvaluationRow>,
): Comparison {
  const places = new Map<string, number>();
  for (let at = 0; at < earlier.length; at++) places.set(earlier.at(at)?.question.id ?? '', at);
  const codes = new Uint8Array(rows.length);
  /** By row; -1 if the question was not asked. */
  const before = new Int32Array(rows.length);
  const counts = {
    fixed: 0,
    'still wrong': 0,
    'newly broken': 0,
    'still exact': 0,
    'not asked': 0,
  };
  for (let at = 0; at < rows.length; at++) {
    const row = rows.at(at);
    if (row === undefined) continue;
    const place = places.get(row.question.id) ?? -1;
    const change = changeOf(row, place < 0 ? undefined : earlier.at(place));
    before[at] = place;
    codes[at] = changes.indexOf(change);
    counts[change]++;
  }
  return {
    codes,
    counts,
    outputBefore: (row) => {
      const place = before[row] ?? -1;
      return place < 0 ? undefined : earlier.at(place)?.output;
    },
  };
}

/** How one question changed; `before` is undefined if it was not asked. */
function changeOf(row: EvaluationRow, before: EvaluationRow | undefined): Change {
  if (before === undefined) return 'not asked';
  const wasExact = before.verdict === 'exact';
  if (row.verdict === 'exact') return wasExact ? 'still exact' : 'fixed';
  return wasExact ? 'newly broken' : 'still wrong';
}

/** `43 fixed, 0 still wrong, 0 newly broken`. */
export const describeComparison = (counts: Comparison['counts']): string =>
  notableChanges.map((change) => `${formatCount(counts[change])} ${change}`).join(', ');
