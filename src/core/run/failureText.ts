import type { Sentence } from '../common/sentence.ts';
import type { Remedy } from '../common/userError.ts';

/** A failure as a person reads it. */
export interface FailureText {
  /** What happened and what to do about it. */
  readonly message: Sentence;
  readonly remedy?: Remedy;
}

/** Makes the text of a failure; an absent parameter reads as `?`. */
export type FailurePhrasing = (parameter: (name: string) => string) => FailureText;
