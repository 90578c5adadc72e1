import { clusteredInterval, type Cluster, type Interval } from './interval.ts';
import type { Prediction } from './prediction.ts';
import { splits, type Question, type Split } from './question.ts';
import { reasons, scoreOutput, verdicts, type Reason, type Score, type Verdict } from './score.ts';
import { createScoringContext, type FallBack } from './scoringContext.ts';

/** One question with what the model said and what scoring says of that. */
export interface EvaluationRow extends Score {
  readonly question: Question;
  readonly output: string;
  readonly stopped: boolean;
  readonly logprob: number;
}

/** Counts of questions. */
export interface Tally {
  readonly questions: number;
  /** Answered exactly. */
  readonly exact: number;
  /** Answered in the right form. */
  readonly format: number;
}
export type SplitTallies = Readonly<Record<Split, Tally>>;

export interface Evaluation {
  /** In the order of the questions; questions without a prediction are left out and counted. */
  readonly rows: readonly EvaluationRow[];
  readonly totals: SplitTallies;
  /** 95 %, of the exact share, clustered by fact; none for a split without questions. */
  readonly intervals: Readonly<Partial<Record<Split, Interval>>>;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly reasons: Readonly<Record<Reason, number>>;
  /** In the order of their first question. */
  readonly statistics: readonly { readonly statistic: string; readonly totals: SplitTallies }[];
  /** By number of the wording within its statistic, ascending. */
  readonly phrasings: readonly { readonly phrasing: number; readonly totals: SplitTallies }[];
  /** Facts by how many of the phrasings that were asked recall them. */
  readonly facts: Readonly<Record<'all' | 'some' | 'none', number>>;
  /** What the model says most often where it does not know, by statistic. */
  readonly fallBacks: readonly FallBack[];
  /** Questions without a prediction. */
  readonly missing: number;
  /** Predictions whose id no question has. */
  readonly unknown: number;
  /** Predictions of a question already answered by an earlier line, which counts. */
  readonly repeated: number;
}

/** Scores every prediction against its question and counts. Pure; linear in both. */
export function evaluate(
  questions: readonly Question[],
  predictions: readonly Prediction[],
): Evaluation {
  const byId = new Map<string, Prediction>();
  let repeated = 0;
  for (const prediction of predictions) {
    if (byId.has(prediction.id)) repeated++;
    else byId.set(prediction.id, prediction);
  }
  const context = createScoringContext(questions, byId.values());
  const rows: EvaluationRow[] = [];
  for (const question of questions) {
    const prediction = byId.get(question.id);
    if (prediction === undefined) continue;
    const { output, stopped, logprob } = prediction;
    const { verdict, format, reason } = scoreOutput(question, output, context);
    const row = { question, output, stopped, logprob, verdict, format };
    rows.push(reason === undefined ? row : { ...row, reason });
  }
  return {
    rows,
    ...count(rows),
    fallBacks: context.fallBacks,
    missing: questions.length - rows.length,
    unknown: byId.size - rows.length,
    repeated,
  };
}

type Counts = Omit<Evaluation, 'rows' | 'fallBacks' | 'missing' | 'unknown' | 'repeated'>;

function count(rows: readonly EvaluationRow[]): Counts {
  const totals = emptyTallies();
  const byVerdict = zeros(verdicts);
  const byReason = zeros(reasons);
  const byStatistic = new Map<string, MutableTallies>();
  const byPhrasing = new Map<number, MutableTallies>();
  const clusters: Record<Split, Map<string, MutableCluster>> = {
    train: new Map(),
    phrasing: new Map(),
    fact: new Map(),
  };
  for (const row of rows) {
    const { split, statistic, phrasing, fact } = row.question;
    add(totals[split], row);
    add(tallies(byStatistic, statistic)[split], row);
    add(tallies(byPhrasing, phrasing)[split], row);
    addToCluster(clusters[split], fact, row);
    byVerdict[row.verdict]++;
    if (row.reason !== undefined) byReason[row.reason]++;
  }
  const intervals: Partial<Record<Split, Interval>> = {};
  for (const split of splits) {
    const interval = clusteredInterval(clusters[split].values());
    if (interval !== undefined) intervals[split] = interval;
  }
  return {
    totals,
    intervals,
    verdicts: byVerdict,
    reasons: byReason,
    statistics: [...byStatistic].map(([statistic, tally]) => ({ statistic, totals: tally })),
    phrasings: [...byPhrasing]
      .sort(([a], [b]) => a - b)
      .map(([phrasing, tally]) => ({ phrasing, totals: tally })),
    facts: factsRecalled(rows),
  };
}

function factsRecalled(rows: readonly EvaluationRow[]): Evaluation['facts'] {
  const clusters = new Map<string, MutableCluster>();
  for (const row of rows) addToCluster(clusters, row.question.fact, row);
  const facts = { all: 0, some: 0, none: 0 };
  for (const { questions, exact } of clusters.values())
    facts[exact === questions ? 'all' : exact > 0 ? 'some' : 'none']++;
  return facts;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type MutableTally = Mutable<Tally>;
type MutableTallies = Record<Split, MutableTally>;
type MutableCluster = Mutable<Cluster>;

const emptyTally = (): MutableTally => ({ questions: 0, exact: 0, format: 0 });
const emptyTallies = (): MutableTallies => ({
  train: emptyTally(),
  phrasing: emptyTally(),
  fact: emptyTally(),
});
const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

function tallies<Key>(map: Map<Key, MutableTallies>, key: Key): MutableTallies {
  const found = map.get(key) ?? emptyTallies();
  map.set(key, found);
  return found;
}

function add(tally: MutableTally, row: Score): void {
  tally.questions++;
  if (row.verdict === 'exact') tally.exact++;
  if (row.format) tally.format++;
}

function addToCluster(clusters: Map<string, MutableCluster>, fact: string, row: Score): void {
  let cluster = clusters.get(fact);
  if (cluster === undefined) clusters.set(fact, (cluster = { questions: 0, exact: 0 }));
  cluster.questions++;
  if (row.verdict === 'exact') cluster.exact++;
}
