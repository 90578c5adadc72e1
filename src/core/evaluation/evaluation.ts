import { AnswerStore } from './answerStore.ts';
import { type Calibration, CalibrationCounter } from './calibration.ts';
import { EvaluationRows, type EvaluationRow } from './evaluationRows.ts';
import { clusteredInterval, type Interval } from './confidenceInterval.ts';
import type { LazyList } from '../common/lazyList.ts';
import type { Prediction } from './prediction.ts';
import { eachSplit, isUnknowable, splits, type Question, type Split } from '../dataset/question.ts';
import { type KindTally, type Knowing, KnowingCounter } from './knowing.ts';
import { scoreOutput } from './scoreOutput.ts';
import {
  reasons,
  usualSkewLimit,
  verdicts,
  type Reason,
  type Score,
  type Verdict,
} from './verdict.ts';
import { createScoringContext, type FallBack } from './scoringContext.ts';

export type { EvaluationRow } from './evaluationRows.ts';

/** Numbers of questions. */
export interface Tally {
  readonly questions: number;
  /** Answered exactly. */
  readonly exact: number;
  /** Answered in the right form. */
  readonly format: number;
}
export type SplitTallies = Readonly<Record<Split, Tally>>;

export interface Evaluation {
  /** In the order of the questions; unanswered questions are left out and counted. */
  readonly rows: LazyList<EvaluationRow>;
  readonly totals: SplitTallies;
  /** 95 % intervals of the exact share, clustered by fact; absent for a split without questions. */
  readonly intervals: Readonly<Partial<Record<Split, Interval>>>;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly reasons: Readonly<Record<Reason, number>>;
  /** In the order of their first question. */
  readonly statistics: readonly { readonly statistic: string; readonly totals: SplitTallies }[];
  /** By number of the phrasing within its statistic, ascending. */
  readonly phrasings: readonly { readonly phrasing: number; readonly totals: SplitTallies }[];
  /** Facts by whether all, some or none of their asked phrasings are recalled. */
  readonly facts: Readonly<Record<'all' | 'some' | 'none', number>>;
  /** Absent where the dataset asks nothing that the table cannot answer. */
  readonly knowing?: Knowing;
  /** Absent where the answers came without a confidence. */
  readonly calibration?: Calibration;
  /** Questions of the splits about knowing that were never trained, by kind. */
  readonly kinds: readonly KindTally[];
  /** The most frequent wrong output of each statistic. */
  readonly fallBacks: readonly FallBack[];
  /** The limit used for scoring: see `scoreOutput.ts`. */
  readonly skewLimit: number;
  /** Questions without a prediction. */
  readonly missing: number;
  /** Predictions whose id matches no question. */
  readonly unknown: number;
  /** Predictions for a question that an earlier line answered; that one counts. */
  readonly repeated: number;
}

/** Scores every prediction against its question. Linear in both. */
export function evaluate(
  questions: Iterable<Question>,
  predictions: Iterable<Prediction>,
): Evaluation {
  const answers = new AnswerStore(questions);
  for (const prediction of predictions) answers.add(prediction);
  return evaluateAnswers(answers);
}

/** Like `evaluate`, for answers that have been collected. */
export function evaluateAnswers(answers: AnswerStore, skewLimit = usualSkewLimit): Evaluation {
  const context = createScoringContext(answers.questions, answers, skewLimit);
  const rows = new EvaluationRows(answers, (question, output) =>
    scoreOutput(question, output, context),
  );
  return {
    rows,
    ...count(rows),
    fallBacks: context.fallBacks,
    skewLimit,
    missing: answers.questions.length - rows.length,
    unknown: answers.unknown,
    repeated: answers.repeated,
  };
}

type Counts = Omit<
  Evaluation,
  'rows' | 'fallBacks' | 'skewLimit' | 'missing' | 'unknown' | 'repeated'
>;

function count(rows: Iterable<EvaluationRow>): Counts {
  const totals = emptyTallies();
  const byVerdict = zeros(verdicts);
  const byReason = zeros(reasons);
  const byStatistic = new Map<string, MutableTallies>();
  const byPhrasing = new Map<number, MutableTallies>();
  const byFact = new Map<string, MutableTallies>();
  const knowing = new KnowingCounter();
  const confidence = new CalibrationCounter();
  for (const row of rows) {
    knowing.add(row);
    confidence.add(row);
    const { split, statistic, phrasing, fact } = row.question;
    add(totals[split], row);
    add(tallies(byStatistic, statistic)[split], row);
    if (!isUnknowable(split) && split !== 'asked') add(tallies(byPhrasing, phrasing)[split], row);
    add(tallies(byFact, fact)[split], row);
    byVerdict[row.verdict]++;
    if (row.reason !== undefined) byReason[row.reason]++;
  }
  const intervals: Partial<Record<Split, Interval>> = {};
  for (const split of splits) {
    const interval = clusteredInterval(Array.from(byFact.values(), (tally) => tally[split]));
    if (interval !== undefined) intervals[split] = interval;
  }
  const known = knowing.knowing();
  const calibration = confidence.calibration();
  return {
    totals,
    ...(known === undefined ? {} : { knowing: known }),
    ...(calibration === undefined ? {} : { calibration }),
    kinds: knowing.kinds(),
    intervals,
    verdicts: byVerdict,
    reasons: byReason,
    statistics: [...byStatistic].map(([statistic, tally]) => ({ statistic, totals: tally })),
    phrasings: [...byPhrasing]
      .sort(([a], [b]) => a - b)
      .map(([phrasing, tally]) => ({ phrasing, totals: tally })),
    facts: factsRecalled(byFact.values()),
  };
}

function factsRecalled(byFact: Iterable<SplitTallies>): Evaluation['facts'] {
  const facts = { all: 0, some: 0, none: 0 };
  for (const { train, phrasing, fact } of byFact) {
    const questions = train.questions + phrasing.questions + fact.questions;
    const exact = train.exact + phrasing.exact + fact.exact;
    if (questions > 0) facts[exact === questions ? 'all' : exact > 0 ? 'some' : 'none']++;
  }
  return facts;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type MutableTally = Mutable<Tally>;
type MutableTallies = Record<Split, MutableTally>;

const emptyTally = (): MutableTally => ({ questions: 0, exact: 0, format: 0 });
const emptyTallies = (): MutableTallies => eachSplit(emptyTally);
const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

function tallies<Key>(map: Map<Key, MutableTallies>, key: Key): MutableTallies {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = emptyTallies()));
  return found;
}

function add(tally: MutableTally, row: Score): void {
  tally.questions++;
  if (row.verdict === 'exact') tally.exact++;
  if (row.format) tally.format++;
}
