import type { RunState } from '../core/run/runState.ts';
import { createProgressPrinter, type ProgressStream } from './progressPrinter.ts';
import type { Python } from '../host/python/findPython.ts';
import { startRun } from '../host/run/startRun.ts';
import { localTargetWith, type LocalWays } from '../host/target/localTarget.ts';
import { watchRun } from '../host/run/watchRun.ts';

/**
 * Trains a run and shows its progress until it is over. The first Ctrl-C (or SIGTERM) asks the
 * trainer to save and stop; the second kills it.
 *
 * @returns the run's final state
 */
export async function trainInTerminal(
  folder: string,
  { python, ways }: { readonly python: Pick<Python, 'path'>; readonly ways: LocalWays },
  stream: ProgressStream,
): Promise<RunState> {
  const target = localTargetWith(python, undefined, ways);
  const printer = createProgressPrinter(stream);
  let cancelling: AbortController | undefined;
  const cancel = (): void => {
    const isSecond = cancelling !== undefined;
    cancelling?.abort();
    const { signal } = (cancelling = new AbortController());
    printer.say(
      isSecond
        ? 'Ending it now.'
        : 'Cancelling: the trainer is saving and will stop. Press Ctrl-C again to kill it.',
    );
    target.end(folder, { signal, ...(isSecond && { graceSeconds: 0, terminateSeconds: 1 }) }).then(
      (outcome) => {
        printer.say(`The trainer is gone: ${outcome}.`);
      },
      (error: unknown) => {
        if (!signal.aborted) printer.say(String(error));
      },
    );
  };
  // Registered before the start, so that an early Ctrl-C does not leave a run going unnoticed.
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  try {
    await startRun(folder, target);
    const show = (state: RunState): void => {
      printer.show(state);
    };
    return await watchRun(folder, show, { target });
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
    printer.end();
  }
}
