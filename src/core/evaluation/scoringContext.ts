import { formOf, isOneDigitOff, valueKey, type AnswerForm } from './answerForm.ts';
import { goldenOf, type Question } from '../dataset/question.ts';
import type { LazyList } from '../common/lazyList.ts';
import { usualSkewLimit, type Reason } from './verdict.ts';

/** What scoring one output needs to know of all the others. */
export interface ScoringContext {
  /** Whether the output is written as this statistic's goldens are. */
  allows(statistic: string, golden: string, output: string): boolean;
  /** Whether nearness of numbers means anything for this statistic: not where goldens are spans. */
  isOrdered(statistic: string): boolean;
  /** Why the model may have said this instead of the golden, where a reason holds. */
  reasonFor(question: Question, golden: string, output: string): Reason | undefined;
  readonly fallBacks: readonly FallBack[];
  /** Share of the golden within which a number is `skewed`. */
  readonly skewLimit: number;
}

/** A wrong output that many facts of one statistic were given. */
export interface FallBack {
  readonly statistic: string;
  readonly output: string;
  readonly facts: number;
}

/** Fewest different facts that must get one wrong output before it counts as a fall-back. */
const fallBackFacts = 3;
/** Characters of one that are told. */
const longestFallBack = 200;

/**
 * Gathers, from all questions of an evaluation, the forms and values of each statistic and each entity;
 * and from what was said to them, where given, the most frequent wrong output of each statistic.
 */
export function createScoringContext(
  questions: LazyList<Question>,
  answers?: { outputAt(index: number): string | undefined },
  skewLimit = usualSkewLimit,
): ScoringContext {
  const forms = new Map<string, Set<AnswerForm>>();
  const statisticValues = new Map<string, Set<string>>();
  const entityValues = new Map<string, Map<string, string>>();
  const seenFacts = new Set<string>();
  for (const question of questions) {
    if (seenFacts.has(question.fact)) continue;
    seenFacts.add(question.fact);
    const golden = goldenOf(question);
    const value = valueKey(golden);
    entry(forms, question.statistic, () => new Set<AnswerForm>()).add(formOf(golden));
    entry(statisticValues, question.statistic, () => new Set<string>()).add(value);
    entry(entityValues, entityKey(question), () => new Map<string, string>()).set(
      question.statistic,
      value,
    );
  }
  const fallBacks =
    answers === undefined
      ? new Map<string, FallBack & { readonly value: string }>()
      : mostFrequentMisses(questions, answers);

  return {
    skewLimit,
    fallBacks: Array.from(fallBacks.values(), ({ statistic, output, facts }) => ({
      statistic,
      output: output.slice(0, longestFallBack),
      facts,
    })),
    allows(statistic, golden, output) {
      if (/[\r\n]/.test(output)) return false;
      const form = formOf(output);
      const allowed = forms.get(statistic);
      return (
        form === formOf(golden) ||
        (allowed?.has(form) ?? false) ||
        // A score without a star is a score, even where every golden is a not out.
        (form === 'count' && (allowed?.has('score') ?? false))
      );
    },
    isOrdered: (statistic) => !(forms.get(statistic)?.has('span') ?? false),
    reasonFor(question, golden, output) {
      const value = valueKey(output);
      if (fallBacks.get(question.statistic)?.value === value) return 'most frequent answer';
      for (const [statistic, other] of entityValues.get(entityKey(question)) ?? [])
        if (statistic !== question.statistic && other === value) return 'another statistic';
      if (statisticValues.get(question.statistic)?.has(value)) return 'another entity';
      return isOneDigitOff(golden, output) ? 'one digit off' : undefined;
    },
  };
}

/** Two entities may share a name; their slugs, the first part of a fact, differ. */
const entityKey = (question: Question): string =>
  question.fact.slice(0, Math.max(0, question.fact.lastIndexOf('/')));

/** How many facts a value was wrongly given to: a set is made only once it is a second one. */
interface Miss {
  readonly value: string;
  /** As it was first said. */
  readonly output: string;
  readonly first: string;
  facts: Set<string> | undefined;
}

/**
 * By statistic, the value that most different facts were wrongly given. Counted over facts, not
 * questions, so that one fact missed in four phrasings is not a habit.
 */
function mostFrequentMisses(
  questions: LazyList<Question>,
  answers: { outputAt(index: number): string | undefined },
): Map<string, FallBack & { readonly value: string }> {
  const missesByStatistic = new Map<string, Map<string, Miss>>();
  for (let index = 0; index < questions.length; index++) {
    const said = answers.outputAt(index)?.trim() ?? '';
    const question = said === '' ? undefined : questions.at(index);
    if (question === undefined || said === goldenOf(question)) continue;
    const { statistic, fact } = question;
    const misses = entry(missesByStatistic, statistic, () => new Map<string, Miss>());
    const value = valueKey(said);
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
