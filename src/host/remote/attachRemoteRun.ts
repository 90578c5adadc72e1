import { startSeconds } from '../run/lostRun.ts';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LostEvent } from '../../core/run/runState.ts';
import type { RunStatus } from '../../core/run/runRequest.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readLogTail } from '../files/logTail.ts';
import { readRunRequest, readRunStatus } from '../run/runFolder.ts';
import { isBeingStarted } from '../run/startLock.ts';
import { mirrorRun, type Mirroring } from './mirrorRun.ts';
import type { Attached, Attaching } from '../run/target.ts';
import { readTargetFile } from './targetFile.ts';

const pollMilliseconds = 300;

/** How to reach a host, and how patiently. */
export type Watching = Pick<Mirroring, 'connect' | 'backOff' | 'silenceSeconds'>;

/**
 * Mirrors a run's folder from its host until the run is over and its results are downloaded. Once
 * they are, no connection is needed any more.
 */
export function attachRemoteRun(
  folder: string,
  attaching: Attaching,
  watching: Watching,
): Attached {
  const atHome = readEnd(folder);
  let isOver = false;
  let loss: LostEvent | undefined;
  const follow = async (): Promise<void> => {
    loss = (await atHome) ?? (await mirror(folder, { ...watching, ...attaching }));
    isOver = true;
  };
  const broken = follow().then(
    () => new Promise<never>(() => undefined),
    async (error: unknown) => {
      // Errors are the caller's; only a requested end is silent.
      if (attaching.signal.aborted) return new Promise<never>(() => undefined);
      throw error;
    },
  );
  return {
    isGone: async () => isOver || (await atHome) !== undefined,
    findLoss: async () => loss ?? atHome,
    recordLoss: (event) => recordLoss(folder, event),
    broken,
  };
}

async function mirror(
  folder: string,
  mirroring: Mirroring & Pick<Attaching, 'signal'>,
): Promise<LostEvent | undefined> {
  for (;;) {
    const there = await readTargetFile(folder);
    const loss =
      there && !(await isBeingStarted(folder))
        ? await mirrorRun(folder, there, mirroring)
        : neverStarted;
    if (loss?.code !== 'never-started') return loss;
    const { created } = await readRunRequest(folder);
    const isYoung = Math.abs(Date.now() - Date.parse(created)) < startSeconds * 1000 && !there;
    // The starter uploads the questions first, which may take long.
    if (!isYoung && !(await isBeingStarted(folder))) return loss;
    await delay(pollMilliseconds, undefined, { signal: mirroring.signal });
  }
}

const neverStarted: LostEvent = {
  type: 'lost',
  cancelled: false,
  code: 'never-started',
  lastWords: '',
};

/**
 * The loss of a run whose end is known here but missing in its events: the host need not be asked.
 * Undefined for a run that may still be active.
 */
async function readEnd(folder: string): Promise<LostEvent | undefined> {
  const status = await readRunStatus(folder);
  if (!status || status.state === 'running') return undefined;
  const lastWords = await readLogTail(join(folder, 'trainer.log'));
  const code = status.pid === 0 ? 'never-started' : 'died';
  return { type: 'lost', cancelled: status.state === 'cancelled', code, lastWords };
}

async function recordLoss(folder: string, { cancelled, code }: LostEvent): Promise<void> {
  if (await readEnd(folder)) return;
  const status: RunStatus = {
    v: 1,
    state: cancelled ? 'cancelled' : 'failed',
    // The pid on the host is meaningless here; 0 belongs to no process.
    pid: code === 'never-started' ? 0 : 1,
    processStart: '',
    exit: null,
  };
  // Best effort: if it cannot be written, the host is asked again next time.
  await writeAtomically(join(folder, 'status.json'), `${JSON.stringify(status)}\n`).catch(
    () => undefined,
  );
}
