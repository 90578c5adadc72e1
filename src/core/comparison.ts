import type { EvaluationRow } from './evaluation.ts';

/** What became of a question since another evaluation of it. */
export const changes = ['fixed', 'broken', 'missed otherwise', 'unchanged', 'not asked'] as const;
export type Change = (typeof changes)[number];

/** The changes that "changed since" means: everything but `unchanged` and `not asked`. */
export const changed: readonly Change[] = ['fixed', 'broken', 'missed otherwise'];

/** One evaluation against an earlier one, question by question. */
export interface Comparison {
  /** By row: index into `changes`. */
  readonly codes: Uint8Array;
  /** By row: what was said of the same question before; undefined where it was not asked. */
  readonly before: readonly (EvaluationRow | undefined)[];
  readonly counts: Readonly<Record<Change, number>>;
}

/** Matches questions by id. Pure; linear in both. */
export function compareRows(
  rows: readonly EvaluationRow[],
  earlier: readonly EvaluationRow[],
): Comparison {
  const byId = new Map(earlier.map((row) => [row.question.id, row]));
  const codes = new Uint8Array(rows.length);
  const counts = { fixed: 0, broken: 0, 'missed otherwise': 0, unchanged: 0, 'not asked': 0 };
  const before = rows.map((row, at) => {
    const other = byId.get(row.question.id);
    const change = changeOf(row, other);
    codes[at] = changes.indexOf(change);
    counts[change]++;
    return other;
  });
  return { codes, before, counts };
}

/** What became of one question; `before` undefined where it was not asked. */
export function changeOf(row: EvaluationRow, before: EvaluationRow | undefined): Change {
  if (before === undefined) return 'not asked';
  const isExact = row.verdict === 'exact';
  const wasExact = before.verdict === 'exact';
  if (isExact !== wasExact) return isExact ? 'fixed' : 'broken';
  return isExact || row.output.trim() === before.output.trim() ? 'unchanged' : 'missed otherwise';
}
