import type { Text } from '../../core/common/sentence.ts';
import type { ModelOutput } from '../../core/pages/askMessages.ts';
import type { Message } from '../../core/dataset/question.ts';

/** A model that answers single conversations greedily, with the probability of each token. */
export interface Answerer {
  /** The adapter's answer, and the base's if available. */
  answer(
    conversation: readonly Message[],
    options: { readonly maxTokens: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly adapter: ModelOutput; readonly base?: ModelOutput }>;
  /** How far its answers match the adapter's; undefined if unknown. */
  parity(): Promise<Text | undefined>;
  dispose(): void;
}
