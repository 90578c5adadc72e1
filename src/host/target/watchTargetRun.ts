import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LostEvent, RunState } from '../../core/runState.ts';
import type { RunStatus } from '../../core/run.ts';
import { writeFileAtomically } from '../atomicFile.ts';
import { readLastWords } from '../lastWords.ts';
import { readRunRequest, readRunStatus } from '../runFolder.ts';
import type { RunPlace } from '../runPlace.ts';
import { isBeingStarted } from '../startLock.ts';
import { watchRun } from '../watchRun.ts';
import { mirrorRun, type Mirroring } from './mirrorRun.ts';
import { readTargetRun } from './targetRun.ts';

/** How long a run may lie prepared before it counts as never started. */
const startMilliseconds = 30_000;
const pollMilliseconds = 300;

/**
 * `watchRun` for a run on a target: the folder here is kept the same as the one there, and read. A run
 * whose results are home needs no connection any more.
 *
 * @returns the last state, once the run is over and its results are here, or watching was stopped
 */
export async function watchTargetRun(
  folder: string,
  onState: (state: RunState) => void,
  mirroring: Mirroring,
): Promise<RunState> {
  const status = await readRunStatus(folder);
  if (status && status.state !== 'running') {
    return watchRun(folder, onState, mirroring.signal, homePlace(folder, status));
  }
  const end = new AbortController();
  const signal = mirroring.signal ? AbortSignal.any([mirroring.signal, end.signal]) : end.signal;
  let isOver = false;
  let loss: LostEvent | undefined;
  const mirrored = mirror(folder, { ...mirroring, signal }).then((found) => {
    loss = found;
    isOver = true;
  });
  // What it throws belongs to whoever watches; only an end that was asked for is silent.
  const broken = mirrored.then(
    () => new Promise<never>(() => undefined),
    async (error: unknown) => {
      if (signal.aborted) return new Promise<never>(() => undefined);
      throw error;
    },
  );
  const place: RunPlace = {
    isGone: () => Promise.resolve(isOver),
    findLoss: () => Promise.resolve(loss),
    recordLoss: (event) => recordLoss(folder, event),
  };
  try {
    return await Promise.race([watchRun(folder, onState, signal, place), broken]);
  } finally {
    end.abort();
  }
}

async function mirror(
  folder: string,
  mirroring: Mirroring & { readonly signal: AbortSignal },
): Promise<LostEvent | undefined> {
  const { signal } = mirroring;
  for (;;) {
    const there = await readTargetRun(folder);
    const loss =
      there && !(await isBeingStarted(folder))
        ? await mirrorRun(folder, there, mirroring)
        : neverStarted;
    if (loss?.code !== 'never-started') return loss;
    const { created } = await readRunRequest(folder);
    const isYoung = Date.now() - Date.parse(created) < startMilliseconds && !there;
    // Whoever starts it sends its questions first, which takes what it takes.
    if (!isYoung && !(await isBeingStarted(folder))) return loss;
    await delay(pollMilliseconds, undefined, { signal });
  }
}

const neverStarted: LostEvent = {
  type: 'lost',
  cancelled: false,
  code: 'never-started',
  lastWords: '',
};

/** A run whose end is known: nobody needs to be asked. */
const homePlace = (folder: string, status: RunStatus): RunPlace => ({
  isGone: () => Promise.resolve(true),
  findLoss: async () => {
    const lastWords = await readLastWords(join(folder, 'trainer.log'));
    const code = status.pid === 0 ? 'never-started' : 'died';
    return { type: 'lost', cancelled: status.state === 'cancelled', code, lastWords };
  },
  recordLoss: () => Promise.resolve(),
});

async function recordLoss(folder: string, { cancelled, code }: LostEvent): Promise<void> {
  const status: RunStatus = {
    v: 1,
    state: cancelled ? 'cancelled' : 'failed',
    // Its number there means nothing here; 0 is nobody's.
    pid: code === 'never-started' ? 0 : 1,
    processStart: '',
    exit: null,
  };
  // As far as it can: where nothing can be written, the host is asked again the next time.
  await writeFileAtomically(join(folder, 'status.json'), `${JSON.stringify(status)}\n`).catch(
    () => undefined,
  );
}
