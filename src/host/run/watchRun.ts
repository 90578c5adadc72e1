import { watch } from 'node:fs';
import { join } from 'node:path';
import { initialRunState, isOver, reduceRun, type RunState } from '../../core/run/runState.ts';
import { followEvents } from './followEvents.ts';
import type { Attached, Attaching, Target } from './target.ts';

const pollMilliseconds = 500;
/**
 * Minimum time between two reads in milliseconds, so that a flood of events does not flood the
 * views.
 */
const pauseMilliseconds = 50;
const lookAfterProcessMilliseconds = 1000;
/** Instead of both, once the events say that the run is over: its results are being waited for. */
const endMilliseconds = 100;

export interface Watching extends Partial<Pick<Attaching, 'onConnection'>> {
  readonly signal?: AbortSignal | undefined;
  /** The machine of the run. */
  readonly target: Target;
}

/**
 * Replays a run from its folder and follows it: calls `onState` with the current state, then on
 * every change. A trainer that is gone without a final event ends as failed (`died`) or, if it was
 * being cancelled, as cancelled.
 *
 * @returns the final state once the run is over, its process gone and its results here; or the last
 *   one when aborted
 */
export async function watchRun(
  folder: string,
  onState: (state: RunState) => void,
  { target, signal: stop, onConnection = () => undefined }: Watching,
): Promise<RunState> {
  const end = new AbortController();
  const signal = stop ? AbortSignal.any([stop, end.signal]) : end.signal;
  const attached = target.attach(folder, { signal, onConnection });
  try {
    return await Promise.race([follow(folder, onState, attached, signal), attached.broken]);
  } finally {
    end.abort();
  }
}

async function follow(
  folder: string,
  onState: (state: RunState) => void,
  place: Attached,
  signal: AbortSignal,
): Promise<RunState> {
  const readOn = followEvents(join(folder, 'events.jsonl'));
  // None for the many runs that are over at the first look: watchers are few.
  let changes: ReturnType<typeof watchForChanges> | undefined;
  let shown: RunState | undefined;
  let state = initialRunState;
  let lookedAfterProcess = -Infinity;
  const show = (): void => {
    if (state !== shown && !signal.aborted) onState((shown = state));
  };
  try {
    for (;;) {
      // First the process, then its events: whatever it wrote before its end is read.
      const due = isOver(state) ? endMilliseconds : lookAfterProcessMilliseconds;
      const isDue = Date.now() - lookedAfterProcess >= due;
      const isGone = isDue && (await place.isGone());
      const { events, restarted } = await readOn();
      if (restarted) state = initialRunState;
      state = events.reduce(reduceRun, state);
      show();
      if (isDue) lookedAfterProcess = Date.now();
      if (isGone) {
        if (isOver(state)) return state;
        const loss = await place.findLoss();
        if (loss) {
          state = reduceRun(state, loss);
          await place.recordLoss(loss);
          show();
          return state;
        }
      }
      if (signal.aborted) return state;
      changes ??= watchForChanges(folder, signal);
      await changes.next(isOver(state) ? endMilliseconds : pollMilliseconds);
    }
  } finally {
    changes?.stop();
  }
}

/** Waits for a change in the folder, or for the poll that compensates for unreliable watchers. */
function watchForChanges(folder: string, signal: AbortSignal) {
  let wake: (() => void) | undefined;
  // What came between the look before and the watching is seen at once.
  let hasChanged = true;
  const onChange = (): void => {
    hasChanged = true;
    wake?.();
  };
  let stopWatching = (): void => undefined;
  try {
    const watcher = watch(folder, onChange).on('error', () => {
      watcher.close();
    });
    stopWatching = () => {
      watcher.close();
    };
  } catch {
    // The limit of watchers is reached, or the file system has none: polling has to do.
  }
  const wait = (milliseconds: number, isDone: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        wake = undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done, { once: true });
      wake = () => {
        if (isDone()) done();
      };
      if (isDone() || signal.aborted) done();
    });
  return {
    next: async (milliseconds: number): Promise<void> => {
      await wait(pauseMilliseconds, () => false);
      await wait(milliseconds, () => hasChanged);
      hasChanged = false;
    },
    stop: (): void => {
      stopWatching();
    },
  };
}
