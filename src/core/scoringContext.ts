import { formOf, isOneDigitOff, valueKey, type Form } from './form.ts';
import { goldenOf, type Question } from './question.ts';
import type { Reason } from './score.ts';

/** What scoring one output needs to know of all the others. */
export interface ScoringContext {
  /** Whether the output is written as this statistic's goldens are. */
  allows(statistic: string, golden: string, output: string): boolean;
  /** Whether nearness of numbers means anything for this statistic: not where goldens are spans. */
  isOrdered(statistic: string): boolean;
  /** Why the model may have said this instead of the golden, where a reason holds. */
  reasonFor(question: Question, golden: string, output: string): Reason | undefined;
}

/** Fewest different facts that must get one wrong output before it counts as a fall-back. */
const fallBackFacts = 3;

/**
 * Gathers, from all questions of an evaluation, the forms and values of each statistic and each entity;
 * and from the predictions, where given, the most frequent wrong output of each statistic.
 */
export function createScoringContext(
  questions: Iterable<Question>,
  predictions: Iterable<{ readonly id: string; readonly output: string }> = [],
): ScoringContext {
  const forms = new Map<string, Set<Form>>();
  const statisticValues = new Map<string, Set<string>>();
  const entityValues = new Map<string, Map<string, string>>();
  const byId = new Map<string, Question>();
  const seenFacts = new Set<string>();
  for (const question of questions) {
    byId.set(question.id, question);
    if (seenFacts.has(question.fact)) continue;
    seenFacts.add(question.fact);
    const golden = goldenOf(question);
    const value = valueKey(golden);
    entry(forms, question.statistic, () => new Set<Form>()).add(formOf(golden));
    entry(statisticValues, question.statistic, () => new Set<string>()).add(value);
    entry(entityValues, entityKey(question), () => new Map<string, string>()).set(
      question.statistic,
      value,
    );
  }
  const fallBacks = mostFrequentMisses(byId, predictions);

  return {
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
      if (fallBacks.get(question.statistic) === value) return 'most frequent answer';
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

/**
 * By statistic, the value that most different facts were wrongly given. Counted over facts, not
 * questions, so that one fact missed in four phrasings is not a habit.
 */
function mostFrequentMisses(
  questions: ReadonlyMap<string, Question>,
  predictions: Iterable<{ readonly id: string; readonly output: string }>,
): Map<string, string> {
  const factsByValue = new Map<string, Map<string, Set<string>>>();
  for (const { id, output } of predictions) {
    const question = questions.get(id);
    const said = output.trim();
    if (question === undefined || said === '' || said === goldenOf(question)) continue;
    const values = entry(factsByValue, question.statistic, () => new Map<string, Set<string>>());
    entry(values, valueKey(said), () => new Set<string>()).add(question.fact);
  }
  const misses = new Map<string, string>();
  for (const [statistic, values] of factsByValue) {
    let most = fallBackFacts - 1;
    for (const [value, facts] of values) {
      if (facts.size <= most) continue;
      most = facts.size;
      misses.set(statistic, value);
    }
  }
  return misses;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
