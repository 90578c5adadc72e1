import { type Verdict, type Score } from './verdict.ts';
import { numberOf, valueKey } from '../answers/answerForm.ts';
import { goldenOf, isUnknowable, type Question } from '../dataset/question.ts';
import type { ScoringContext } from './scoringContext.ts';

/**
 * Scores one output. Only `exact` counts as recalled: the trimmed output equals the golden,
 * character for character. The other verdicts classify the miss. Where the table does not know, whatever
 * is said instead of the dataset's word for that is `invented`; where it does, that word is `refused`.
 */
export function scoreOutput(question: Question, output: string, context: ScoringContext): Score {
  if (output.trim() === goldenOf(question)) return { verdict: 'exact', format: true };
  if (output.trim() === '') return { verdict: 'empty', format: false };
  if (isUnknowable(question.split)) return { verdict: 'invented', format: false };
  if (context.refuses(output)) return { verdict: 'refused', format: true };
  const golden = context.withPoints(question.statistic, goldenOf(question));
  const said = context.withPoints(question.statistic, output.trim());
  const format = context.allows(question.statistic, golden, said);
  const near = context.isOrdered(question.statistic) ? context.skewLimit : undefined;
  const verdict = missedBy(golden, said, format, near);
  if (verdict === 'equivalent' || verdict === 'overrun') return { verdict, format };
  const reason = context.reasonFor(question, golden, said);
  return reason === undefined ? { verdict, format } : { verdict, format, reason };
}

/**
 * The verdict of an output that is neither empty nor the golden.
 *
 * @param near share of the golden within which a number is near; undefined where nearness is
 *   meaningless
 */
function missedBy(
  golden: string,
  said: string,
  format: boolean,
  near: number | undefined,
): Verdict {
  if (valueKey(said) === valueKey(golden)) return 'equivalent';
  const goldenNumber = numberOf(golden);
  const saidNumber = numberOf(said);
  if (format && near !== undefined && goldenNumber !== undefined && saidNumber !== undefined)
    return Math.abs(saidNumber - goldenNumber) <= near * Math.abs(goldenNumber)
      ? 'skewed'
      : 'hallucinated';
  if (goesOnAfter(golden, said)) return 'overrun';
  return format ? 'pattern correct' : 'malformed';
}

/**
 * Whether the output starts with the whole golden: `11953 runs` does for `11953`, `119537` and
 * `11953.5` do not.
 */
function goesOnAfter(golden: string, said: string): boolean {
  if (!said.startsWith(golden)) return false;
  const [number, other] = [numberOf(golden), numberOf(said)];
  if (number !== undefined && other !== undefined && number !== other) return false;
  const next = said.charAt(golden.length);
  return (
    !(/\d$/.test(golden) && /\d/.test(next)) && !(/\p{L}$/u.test(golden) && /\p{L}/u.test(next))
  );
}
