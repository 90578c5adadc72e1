import * as v from 'valibot';
import { because } from '../common/issueInWords.ts';
import { say } from '../common/sentence.ts';
import { line, version } from '../common/schemas.ts';
import type { Split } from '../dataset/question.ts';

/** Splits whose recall an experiment compares. */
export const comparedSplits = ['train', 'phrasing', 'fact', 'unknown-held'] as const;
export type ComparedSplit = (typeof comparedSplits)[number] & Split;

/** Questions of each fact, and how many of them were answered exactly, in the order of the facts. */
export interface FactTallies {
  readonly questions: readonly number[];
  readonly exact: readonly number[];
}

/** What a run of an experiment has shown: results/RUN.json. */
export interface ChildResult {
  readonly v: 1;
  /** Id of the run. */
  readonly run: string;
  /** Its place in the grid. */
  readonly point: string;
  /** Ids of its facts. */
  readonly facts: readonly string[];
  /** Of the splits that have questions. */
  readonly tallies: Readonly<Partial<Record<ComparedSplit, FactTallies>>>;
  /** Share of what has nothing to do with the table that is answered as before, or as well. */
  readonly kept?: number;
  /** Of training. */
  readonly seconds?: number;
  readonly epochs?: number;
  readonly memoryBytes?: number;
  /** What it ran on. */
  readonly device?: string;
}

const mostFacts = 10_000_000;
/** Checked by one function: hundreds of results have a million counts together. */
const counts = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.length <= mostFacts && value.every(isCount),
  because(say('no counts')),
);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const names = v.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.length <= mostFacts && value.every(isName),
  because(say('no names of facts')),
);
const isName = (value: unknown): boolean => typeof value === 'string' && value.length <= 1000;
const tallies = v.object({ questions: counts, exact: counts });
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));

export const childResultSchema: v.GenericSchema<unknown, ChildResult> = v.pipe(
  v.object({
    v: version,
    run: line(200),
    point: line(100),
    facts: names,
    tallies: v.object({
      train: v.exactOptional(tallies),
      phrasing: v.exactOptional(tallies),
      fact: v.exactOptional(tallies),
      'unknown-held': v.exactOptional(tallies),
    }),
    kept: v.exactOptional(v.pipe(amount, v.maxValue(1))),
    seconds: v.exactOptional(amount),
    epochs: v.exactOptional(amount),
    memoryBytes: v.exactOptional(amount),
    device: v.exactOptional(line(200)),
  }),
  v.check(
    ({ facts, tallies: bySplit }) =>
      Object.values(bySplit).every(
        ({ questions, exact }) =>
          questions.length === facts.length &&
          exact.length === facts.length &&
          exact.every((one, at) => one <= (questions[at] ?? 0)),
      ),
    because(say('tallies that do not fit the facts')),
  ),
);

/** Share of the questions of a split that were answered exactly; undefined where it has none. */
export function shareOf(
  { tallies: bySplit }: ChildResult,
  split: ComparedSplit,
): number | undefined {
  const found = bySplit[split];
  if (found === undefined) return undefined;
  const questions = sum(found.questions);
  return questions === 0 ? undefined : sum(found.exact) / questions;
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
