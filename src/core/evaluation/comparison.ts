import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';
import { askedOf, goldenOf } from '../dataset/question.ts';
import { counted } from '../common/counted.ts';
import { formatCount, formatShare } from '../common/formatNumbers.ts';
import { translate as t } from '../common/translate.ts';

/** How a question changed since an earlier evaluation. */
export const changes = [
  'fixed',
  'still wrong',
  'newly broken',
  'still exact',
  'not asked',
] as const;
export type Change = (typeof changes)[number];

/** What people read. */
export const changeNames: Readonly<Record<Change, string>> = {
  fixed: t('fixed'),
  'still wrong': t('still wrong'),
  'newly broken': t('newly broken'),
  'still exact': t('still exact'),
  'not asked': t('not asked'),
};

/** The changes that every comparison reports, even when their count is 0. */
const notableChanges: readonly Change[] = ['fixed', 'still wrong', 'newly broken'];

/** An evaluation compared with an earlier one, question by question. */
export interface Comparison {
  /** By row: index into `changes`. */
  readonly codes: Uint8Array;
  /** The earlier output for a row's question; undefined if it was not asked. */
  readonly outputBefore: (row: number) => string | undefined;
  readonly counts: ChangeCounts;
  /** Questions that only the earlier evaluation asked. */
  readonly onlyBefore: number;
}
export type ChangeCounts = Readonly<Record<Change, number>>;

/**
 * Matches questions by id; one whose text or golden differs is another question. Linear in both lists.
 */
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
    const found = place < 0 ? undefined : earlier.at(place);
    const same = found && isSame(row, found) ? found : undefined;
    const change = changeOf(row, same);
    before[at] = same === undefined ? -1 : place;
    codes[at] = changes.indexOf(change);
    counts[change]++;
  }
  return {
    codes,
    counts,
    onlyBefore: earlier.length - sharedIn(counts).questions,
    outputBefore: (row) => {
      const place = before[row] ?? -1;
      return place < 0 ? undefined : earlier.at(place)?.output;
    },
  };
}

const isSame = ({ question }: EvaluationRow, { question: other }: EvaluationRow): boolean =>
  goldenOf(question) === goldenOf(other) && askedOf(question) === askedOf(other);

/** How one question changed; `before` is undefined if it was not asked. */
function changeOf(row: EvaluationRow, before: EvaluationRow | undefined): Change {
  if (before === undefined) return 'not asked';
  const wasExact = before.verdict === 'exact';
  if (row.verdict === 'exact') return wasExact ? 'still exact' : 'fixed';
  return wasExact ? 'newly broken' : 'still wrong';
}

/** The questions that both evaluations asked, and how many of these each recalls. */
function sharedIn(counts: ChangeCounts): {
  readonly questions: number;
  readonly before: number;
  readonly now: number;
} {
  const { fixed, 'newly broken': broken, 'still exact': exact, 'still wrong': wrong } = counts;
  return {
    questions: fixed + broken + exact + wrong,
    before: exact + broken,
    now: exact + fixed,
  };
}

/** `43 fixed, 0 still wrong, 0 newly broken`. */
export const describeComparison = (counts: ChangeCounts): string =>
  notableChanges
    .map((change) => `${formatCount(counts[change])} ${changeNames[change]}`)
    .join(', ');

/** Both shares of the same questions, and how many questions are left out because only one asked them. */
export function describeShared({
  counts,
  onlyBefore,
}: Pick<Comparison, 'counts' | 'onlyBefore'>): string {
  const { questions, before, now } = sharedIn(counts);
  if (questions === 0) return t('They share no question.');
  const onlyNow = counts['not asked'];
  const left = [
    ...(onlyNow > 0 ? [t('{0} asked only here', counted(onlyNow, 'question'))] : []),
    ...(onlyBefore > 0 ? [t('{0} asked only there', counted(onlyBefore, 'question'))] : []),
  ];
  const shares = t(
    'Of the {0} that both were asked, {1} were exact there and {2} are here.',
    counted(questions, 'question'),
    formatShare(before, questions),
    formatShare(now, questions),
  );
  return left.length === 0 ? shares : t('{0} Not compared: {1}.', shares, left.join(', '));
}
