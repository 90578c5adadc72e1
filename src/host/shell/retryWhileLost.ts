import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionLost, type Shell } from './shell.ts';

/** Returns an open connection, or a new one. */
export type Connect = (signal?: AbortSignal) => Promise<Shell>;

export interface RetryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each failed attempt. */
  readonly onLost?: (error: Error, attempt: number) => void;
  /** Milliseconds before attempt n (from 1) is repeated. */
  readonly backOff?: (attempt: number) => number;
  /** Which errors are worth another attempt; default: lost connections. */
  readonly isPassing?: (error: unknown) => boolean;
}

const longestPause = 60_000;

/** 0.5 s, 1 s, 2 s… up to a minute, with jitter so that windows do not retry at the same time. */
const usualBackOff = (attempt: number): number =>
  Math.min(longestPause, 500 * 2 ** Math.min(attempt - 1, 10)) * (0.75 + Math.random() / 2);

/**
 * Repeats an action on a host while the connection gets lost.
 *
 * @param action may call `progressed`, after which pauses are short again
 * @throws any error that is not temporary; the signal's reason when aborted
 */
export async function retryWhileLost<Result>(
  connect: Connect,
  action: (shell: Shell, progressed: () => void) => Promise<Result>,
  { signal, onLost, backOff = usualBackOff, isPassing = isLost }: RetryOptions = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action(await connect(signal), () => (attempt = 0));
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error)) throw error;
      attempt = Math.max(attempt, 1);
      onLost?.(error as Error, attempt);
      await delay(backOff(attempt), undefined, signal && { signal });
    }
  }
}

export const isLost = (error: unknown): boolean => error instanceof ConnectionLost;
