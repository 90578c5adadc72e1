import {
  formOf,
  isOneDigitOff,
  isStarOff,
  valueKey,
  type AnswerForm,
} from '../answers/answerForm.ts';
import { AnswerRange } from '../answers/answerRange.ts';
import { findDecimalMarks, type WithPoints } from '../answers/decimalMarks.ts';
import { goldenOf, isUnknowable, type Question } from '../dataset/question.ts';
import type { LazyList } from '../common/lazyList.ts';
import { usualSkewLimit, type Reason } from './verdict.ts';

/** What scoring an output needs to know about all other questions and outputs. */
export interface ScoringContext {
  /** Answers as the other functions take them. */
  readonly withPoints: WithPoints;
  /** Whether an output has a form of this statistic's goldens, and could be one of them. */
  allows(statistic: string, golden: string, output: string): boolean;
  /** Whether an output is the dataset's word for not knowing. */
  refuses(output: string): boolean;
  /** Whether numeric nearness is meaningful for this statistic; not for spans. */
  isOrdered(statistic: string): boolean;
  /** A likely reason why the model gave this instead of the golden, if there is one. */
  reasonFor(question: Question, golden: string, output: string): Reason | undefined;
  readonly fallBacks: readonly FallBack[];
  /** A number within this share of the golden is `skewed`. */
  readonly skewLimit: number;
}

/** A wrong output that the model gives for many facts of one statistic. */
export interface FallBack {
  readonly statistic: string;
  readonly output: string;
  readonly facts: number;
}

/** A wrong output given for at least this many facts counts as a fall-back. */
const fallBackFacts = 3;
/** Maximum number of characters shown of a fall-back. */
const longestFallBack = 200;

/**
 * Collects the forms and values of each statistic and entity from all questions of an evaluation,
 * and, if outputs are given, the most frequent wrong output of each statistic.
 */
export function createScoringContext(
  questions: LazyList<Question>,
  answers?: { outputAt(index: number): string | undefined },
  skewLimit = usualSkewLimit,
): ScoringContext {
  const withPoints = findDecimalMarks(questions);
  const forms = new Map<string, Set<AnswerForm>>();
  const ranges = new Map<string, AnswerRange>();
  const statisticValues = new Map<string, Set<string>>();
  const entityValues = new Map<string, Map<string, string>>();
  const seenFacts = new Set<string>();
  const refusals = new Set<string>();
  for (const question of questions) {
    if (isUnknowable(question.split)) refusals.add(goldenOf(question));
    if (isUnknowable(question.split) || seenFacts.has(question.fact)) continue;
    seenFacts.add(question.fact);
    const golden = withPoints(question.statistic, goldenOf(question));
    const value = valueKey(golden);
    entry(forms, question.statistic, () => new Set<AnswerForm>()).add(formOf(golden));
    entry(ranges, question.statistic, () => new AnswerRange()).add(golden);
    entry(statisticValues, question.statistic, () => new Set<string>()).add(value);
    entry(entityValues, entityKey(question), () => new Map<string, string>()).set(
      question.statistic,
      value,
    );
  }
  const fallBacks =
    answers === undefined
      ? new Map<string, FallBack & { readonly value: string }>()
      : mostFrequentMisses(questions, answers, withPoints);

  return {
    withPoints,
    skewLimit,
    fallBacks: Array.from(fallBacks.values(), ({ statistic, output, facts }) => ({
      statistic,
      output: output.slice(0, longestFallBack),
      facts,
    })),
    allows(statistic, golden, output) {
      if (/[\r\n]/.test(output) || ranges.get(statistic)?.holds(output) === false) return false;
      const form = formOf(output);
      const allowed = forms.get(statistic);
      return (
        form === formOf(golden) ||
        (allowed?.has(form) ?? false) ||
        // A score without a star is still a score, even when every golden is a not out.
        (form === 'count' && (allowed?.has('score') ?? false))
      );
    },
    refuses: (output) => refusals.has(output.trim()),
    isOrdered: (statistic) => !(forms.get(statistic)?.has('span') ?? false),
    reasonFor(question, golden, output) {
      if (isStarOff(golden, output)) return 'not-out mark';
      const value = valueKey(output);
      if (fallBacks.get(question.statistic)?.value === value) return 'most frequent answer';
      for (const [statistic, other] of entityValues.get(entityKey(question)) ?? [])
        if (statistic !== question.statistic && other === value) return 'another statistic';
      if (statisticValues.get(question.statistic)?.has(value)) return 'another entity';
      return isOneDigitOff(golden, output) ? 'one digit off' : undefined;
    },
  };
}

/** Two entities may share a name; their slugs, the first part of a fact id, differ. */
const entityKey = (question: Question): string =>
  question.fact.slice(0, Math.max(0, question.fact.lastIndexOf('/')));

/** The facts that a value was wrongly given for. The set is created only for the second. */
interface Miss {
  readonly value: string;
  /** As first spelled. */
  readonly output: string;
  readonly first: string;
  facts: Set<string> | undefined;
}

/**
 * The value wrongly given for the most facts, by statistic. Counts facts rather than questions, so
 * that one fact missed in four phrasings is not a habit.
 */
function mostFrequentMisses(
  questions: LazyList<Question>,
  answers: { outputAt(index: number): string | undefined },
  withPoints: WithPoints,
): Map<string, FallBack & { readonly value: string }> {
  const missesByStatistic = new Map<string, Map<string, Miss>>();
  for (let index = 0; index < questions.length; index++) {
    const said = answers.outputAt(index)?.trim() ?? '';
    const question = said === '' ? undefined : questions.at(index);
    if (question === undefined || said === goldenOf(question)) continue;
    if (isUnknowable(question.split)) continue;
    const { statistic, fact } = question;
    const misses = entry(missesByStatistic, statistic, () => new Map<string, Miss>());
    const value = valueKey(withPoints(statistic, said));
    const miss = misses.get(value);
    if (miss === undefined)
      misses.set(value, { value, output: said, first: fact, facts: undefined });
    else if (miss.facts !== undefined) miss.facts.add(fact);
    else if (miss.first !== fact) miss.facts = new Set([miss.first, fact]);
  }
  const most = new Map<string, FallBack & { readonly value: string }>();
  for (const [statistic, misses] of missesByStatistic) {
    let facts = fallBackFacts - 1;
    for (const { value, output, facts: given } of misses.values()) {
      if (given === undefined || given.size <= facts) continue;
      facts = given.size;
      most.set(statistic, { statistic, output, facts, value });
    }
  }
  return most;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
