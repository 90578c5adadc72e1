import type { Message } from '../../core/dataset/question.ts';
import { type LookedUp, lookUp } from '../../core/lookup/lookUpQuestion.ts';
import { openLookUp } from './openLookUp.ts';

export interface LookUpAsked {
  /** The questions.jsonl whose table is searched. */
  readonly source: string;
  readonly conversation: readonly Message[];
  readonly signal?: AbortSignal | undefined;
}

/** Finds the row for one conversation. Throws as `openLookUp` does. */
export async function lookUpConversation({
  source,
  conversation,
  signal,
}: LookUpAsked): Promise<LookedUp> {
  const { rows, unknownAnswer } = await openLookUp(source, signal);
  return lookUp(conversation, rows, unknownAnswer);
}
