import type { LazyList } from '../common/lazyList.ts';
import { goldenOf, type Question } from '../dataset/question.ts';
import { hasDecimalCommas } from '../reading/columnForm.ts';

/** Questions from whose goldens a statistic's decimal mark is found. */
const questionsForMarks = 20_000;

/** Writes a statistic's answers with decimal points: `0,188` as `0.188`, `1.234,5` as `1,234.5`. */
export type WithPoints = (statistic: string, answer: string) => string;

/** Finds the statistics whose goldens have decimal commas: theirs are not thousands separators. */
export function findDecimalMarks(questions: LazyList<Question>): WithPoints {
  const goldens = new Map<string, Set<string>>();
  let seen = 0;
  for (const question of questions) {
    if (seen++ === questionsForMarks) break;
    const golden = goldenOf(question);
    if (!/[.,]/.test(golden)) continue;
    const all = goldens.get(question.statistic) ?? new Set();
    goldens.set(question.statistic, all.add(golden));
  }
  const withCommas = new Set(
    [...goldens].filter(([, all]) => hasDecimalCommas([...all])).map(([statistic]) => statistic),
  );
  return (statistic, answer) =>
    withCommas.has(statistic) && /^[-\d.,*]+$/.test(answer)
      ? answer.replace(/[.,]/g, (mark) => (mark === ',' ? '.' : ','))
      : answer;
}
