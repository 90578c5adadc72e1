import { exists } from '../files/exists.ts';
import { join } from 'node:path';
import type { RunStatus } from '../../core/run/runRequest.ts';
import type { LostEvent } from '../../core/run/runState.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readLogTail } from '../files/logTail.ts';
import { isThisMachine } from '../process/place.ts';
import { readRunRequest, readRunStatus } from './runFolder.ts';
import { findTrainer, readRunProcesses } from './trainerProcess.ts';
import { isBeingStarted, withStartLock } from './startLock.ts';
import { statusFile } from './runFiles.ts';

/** How long a run may be prepared before it counts as never started. */
export const startSeconds = 30;

/**
 * Why a run that seems active is not; undefined as long as its process lives or may still be
 * started. Silence is no failure: only a process known to be gone is.
 */
export async function findLoss(folder: string): Promise<LostEvent | undefined> {
  if ((await findTrainer(folder)) || (await isBeingStarted(folder))) return undefined;
  if ((await readRunProcesses(folder)).length === 0) {
    const { created } = await readRunRequest(folder);
    // A time in the future is not recent: its clock, or its author, is wrong.
    if (Math.abs(Date.now() - Date.parse(created)) < startSeconds * 1000) return undefined;
    return { type: 'lost', cancelled: false, code: 'never-started', lastWords: '' };
  }
  const cancelled = await exists(join(folder, 'cancel'));
  const lastWords = await readLogTail(join(folder, 'trainer.log'));
  return { type: 'lost', cancelled, code: 'died', lastWords };
}

/**
 * Records the loss in status.json, unless the trainer has written its own end or another window
 * restarts it. Best effort: without it the run's state follows from its folder all the same.
 */
export async function recordLoss(folder: string, loss: LostEvent): Promise<void> {
  const record = async (): Promise<void> => {
    if (await findTrainer(folder)) return;
    const status = await readRunStatus(folder);
    if (status && status.state !== 'running') return;
    const known = status ?? (await readRunProcesses(folder)).at(0);
    if (!known) return;
    // A process on another machine may just be invisible here: that machine decides.
    if (!isThisMachine(known)) return;
    const ended: RunStatus = {
      v: 1,
      state: loss.cancelled ? 'cancelled' : 'failed',
      pid: known.pid,
      processStart: known.processStart,
      exit: null,
    };
    await writeAtomically(join(folder, statusFile), `${JSON.stringify(ended)}\n`);
  };
  await withStartLock(folder, record).catch(() => undefined);
}
