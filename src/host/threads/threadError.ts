import { UserError } from '../../core/common/userError.ts';

/** An error on its way out of a thread: a copy loses its class and what the class adds. */
export interface ThreadError {
  readonly kind: 'user' | 'aborted' | 'bug';
  readonly error: Error;
  readonly text?: UserError['text'];
  readonly remedy?: UserError['remedy'];
}

/** Called in the thread, with what was thrown. */
export function threadErrorOf(thrown: unknown): ThreadError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof UserError)
    return { kind: 'user', error, text: error.text, remedy: error.remedy };
  return { kind: error.name === 'AbortError' ? 'aborted' : 'bug', error };
}

/** Restores, in the calling thread, the error as it would have been thrown without a thread. */
export function errorOf({ kind, error, text, remedy }: ThreadError, signal?: AbortSignal): Error {
  if (kind === 'user') return new UserError(text ?? error.message, remedy);
  return kind === 'aborted' && signal?.reason instanceof Error ? signal.reason : error;
}
