import { changes, type Change, type Comparison } from './comparison.ts';
import type { EvaluationRow } from './evaluation.ts';
import type { LazyList } from '../common/lazyList.ts';
import { answerKey, descending, numberKeys, radixSort, textKey, textKeys } from './radixSort.ts';
import { askedOf, goldenOf, splits, type Split } from '../dataset/question.ts';
import { reasons, verdicts, type Reason, type Verdict } from './verdict.ts';
import { createMatcher, type Search } from './searchRows.ts';

export const sortColumns = [
  'recall',
  'format',
  'question',
  'output',
  'before',
  'golden',
  'change',
  'verdict',
  'reason',
  'statistic',
  'entity',
  'phrasing',
  'split',
  'logprob',
] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Which rows of an evaluation to show, in which order. Empty lists restrict nothing. */
export interface Query {
  readonly marks: 'all' | 'failures' | 'passes';
  readonly verdicts: readonly Verdict[];
  readonly reasons: readonly Reason[];
  readonly statistics: readonly string[];
  readonly splits: readonly Split[];
  /** How a question changed since the evaluation that this one is compared with. */
  readonly changes: readonly Change[];
  /** Show only the fact with this id. */
  readonly fact?: string;
  readonly search: Search;
  /** Ties, and all rows without `sort`, are in the order of the questions. */
  readonly sort?: { readonly column: SortColumn; readonly descending: boolean };
}

export const emptyQuery: Query = {
  marks: 'all',
  verdicts: [],
  reasons: [],
  statistics: [],
  splits: [],
  changes: [],
  search: { text: '', regularExpression: false },
};

export interface QueryResult {
  /** Indices into the evaluation's rows. */
  readonly rows: Uint32Array;
  /** Rows by verdict, ignoring `marks` and `verdicts`: what those filters would show. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Rows by change, ignoring `changes`; all 0 without a comparison. */
  readonly changes: Readonly<Record<Change, number>>;
}

/** Answers queries over one evaluation. Caches sort keys and searchable text. */
export interface EvaluationIndex {
  readonly rows: LazyList<EvaluationRow>;
  /**
   * Takes up to a second for a million rows.
   *
   * @throws UserError when the search is not a valid regular expression
   */
  query(query: Query): QueryResult;
}

/** @param comparison of these rows with an earlier evaluation */
export function createEvaluationIndex(
  rows: LazyList<EvaluationRow>,
  comparison?: Comparison,
): EvaluationIndex {
  const filter = createFilter(rows, comparison);
  const keysOf = createKeys(rows, comparison);
  return {
    rows,
    query(query) {
      const result = filter(query);
      if (query.sort === undefined) return result;
      const keys = keysOf(query.sort.column);
      const order = radixSort(result.rows, query.sort.descending ? descending(keys) : keys);
      return { ...result, rows: order };
    },
  };
}

/**
 * Keeps one or two bytes per row and filter, so that filtering scans flat memory instead of rows.
 */
function createFilter(
  rows: LazyList<EvaluationRow>,
  comparison: Comparison | undefined,
): (query: Query) => QueryResult {
  const statistics: string[] = [];
  const statisticCodes = new Map<string, number>();
  const verdictOf = new Uint8Array(rows.length);
  const reasonOf = new Uint8Array(rows.length);
  const splitOf = new Uint8Array(rows.length);
  const statisticOf = new Uint16Array(rows.length);
  for (const [at, { question, verdict, reason }] of entriesOf(rows)) {
    const { statistic } = question;
    if (!statisticCodes.has(statistic))
      statisticCodes.set(statistic, statistics.push(statistic) - 1);
    verdictOf[at] = verdicts.indexOf(verdict);
    reasonOf[at] = reason === undefined ? reasons.length : reasons.indexOf(reason);
    splitOf[at] = splits.indexOf(question.split);
    statisticOf[at] = statisticCodes.get(statistic) ?? 0;
  }
  const changeOf = comparison?.codes;

  return (query) => {
    const matches = createMatcher(rows, query.search);
    const verdictAllowed = allowed(verdicts, query.verdicts);
    const reasonAllowed = allowed([...reasons, undefined], query.reasons);
    const splitAllowed = allowed(splits, query.splits);
    const statisticAllowed = allowed(statistics, query.statistics);
    const changeAllowed = allowed(changes, query.changes);
    if (query.marks === 'failures') verdictAllowed[0] = 0;
    if (query.marks === 'passes') verdictAllowed.fill(0, 1);
    const counts = new Uint32Array(verdicts.length);
    const changeCounts = new Uint32Array(changes.length);
    const found = new Uint32Array(rows.length);
    let length = 0;
    for (let row = 0; row < rows.length; row++) {
      if (splitAllowed[splitOf[row] ?? 0] === 0) continue;
      if (statisticAllowed[statisticOf[row] ?? 0] === 0) continue;
      if (reasonAllowed[reasonOf[row] ?? 0] === 0) continue;
      if (query.fact !== undefined && rows.at(row)?.question.fact !== query.fact) continue;
      if (matches !== undefined && !matches(row)) continue;
      const verdict = verdictOf[row] ?? 0;
      if (changeOf !== undefined) {
        const change = changeOf[row] ?? 0;
        if (verdictAllowed[verdict] === 1) changeCounts[change] = (changeCounts[change] ?? 0) + 1;
        if (changeAllowed[change] === 0) continue;
      }
      counts[verdict] = (counts[verdict] ?? 0) + 1;
      if (verdictAllowed[verdict] === 1) found[length++] = row;
    }
    return {
      rows: found.slice(0, length),
      verdicts: countsByName(verdicts, counts),
      changes: countsByName(changes, changeCounts),
    };
  };
}

const countsByName = <Name extends string>(
  names: readonly Name[],
  counts: Uint32Array,
): Record<Name, number> =>
  Object.fromEntries(names.map((name, code) => [name, counts[code] ?? 0])) as Record<Name, number>;

/** 1 for every allowed value of `all`; an empty `wanted` allows all. */
function allowed<Value>(all: readonly Value[], wanted: readonly Value[]): Uint8Array {
  const set = new Set(wanted);
  return Uint8Array.from(all, (value) => (set.size === 0 || set.has(value) ? 1 : 0));
}

function createKeys(
  rows: LazyList<EvaluationRow>,
  comparison: Comparison | undefined,
): (column: SortColumn) => Uint32Array[] {
  const kept = new Map<SortColumn, Uint32Array[]>();
  const codes = (codeOf: (row: EvaluationRow) => number): Uint32Array[] => {
    const made = new Uint32Array(rows.length);
    for (const [at, row] of entriesOf(rows)) made[at] = codeOf(row);
    return [made];
  };
  const texts = (textOf: (row: EvaluationRow) => string, keyOf = textKey): Uint32Array[] => {
    const textAt = (at: number): string => {
      const row = rows.at(at);
      return row === undefined ? '' : textOf(row);
    };
    return textKeys(rows.length, textAt, keyOf);
  };
  const make: Readonly<Record<SortColumn, () => Uint32Array[]>> = {
    recall: () => codes((row) => (row.verdict === 'exact' ? 1 : 0)),
    format: () => codes((row) => (row.format ? 1 : 0)),
    question: () => texts((row) => askedOf(row.question)),
    output: () => texts((row) => row.output, answerKey),
    before: () => textKeys(rows.length, (at) => comparison?.outputBefore(at) ?? '', answerKey),
    change: () => [Uint32Array.from(comparison?.codes ?? new Uint8Array(rows.length))],
    golden: () => texts((row) => goldenOf(row.question), answerKey),
    verdict: () => codes((row) => verdicts.indexOf(row.verdict)),
    reason: () =>
      codes((row) => (row.reason === undefined ? reasons.length : reasons.indexOf(row.reason))),
    statistic: () => texts((row) => row.question.statistic),
    entity: () => texts((row) => row.question.entity),
    phrasing: () => codes((row) => row.question.phrasing),
    split: () => codes((row) => splits.indexOf(row.question.split)),
    logprob: () => {
      const logprobs = new Float64Array(rows.length);
      for (const [at, row] of entriesOf(rows)) logprobs[at] = row.logprob;
      return numberKeys(logprobs);
    },
  };
  return (column) => {
    let keys = kept.get(column);
    if (keys === undefined) kept.set(column, (keys = make[column]()));
    return keys;
  };
}

function* entriesOf<Item>(list: LazyList<Item>): Generator<[number, Item]> {
  let at = 0;
  for (const item of list) yield [at++, item];
}
