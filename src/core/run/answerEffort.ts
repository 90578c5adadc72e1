import { translate as t } from '../common/translate.ts';
import type { PredictedEvent } from './events.ts';

/** What asking all questions of a run took. */
export type AnswerEffort = Required<Pick<PredictedEvent, 'questions' | 'seconds' | 'promptTokens'>>;

/** Once every question has been answered; undefined where the trainer did not measure it. */
export function answerEffort(
  predicted: Pick<PredictedEvent, 'done' | 'questions' | 'seconds' | 'promptTokens'> | undefined,
): AnswerEffort | undefined {
  const { done, questions = 0, seconds, promptTokens } = predicted ?? {};
  if (questions === 0 || done !== questions) return undefined;
  if (seconds === undefined || promptTokens === undefined) return undefined;
  return { questions, seconds, promptTokens };
}

/** `175 tokens a prompt, 4.7 ms an answer`. Answers are asked for many at once. */
export function effortInWords({ questions, seconds, promptTokens }: AnswerEffort): string {
  const tokens = Math.round(promptTokens / questions);
  const each = seconds / questions;
  const time = each < 1 ? `${Number((each * 1000).toPrecision(2))} ms` : `${each.toFixed(1)} s`;
  return t('{0} tokens a prompt, {1} an answer', tokens, time);
}
