import type { ModelOutput } from '../../core/pages/askMessages.ts';
import type { Message } from '../../core/dataset/question.ts';

/** A model that answers single conversations, greedily, with the probability of each token. */
export interface Answerer {
  /** The adapter's answer, and the base's where it can be asked too. */
  answer(
    conversation: readonly Message[],
    options: { readonly maxTokens: number; readonly signal?: AbortSignal },
  ): Promise<{ readonly adapter: ModelOutput; readonly base?: ModelOutput }>;
  /** What to say about how far its answers are the adapter's; undefined where nothing is known. */
  parity(): Promise<string | undefined>;
  dispose(): void;
}
