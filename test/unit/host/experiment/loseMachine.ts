import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenExperiment } from '../../../../src/host/experiment/experimentFolder.ts';
import { allChildren, eventsOf } from './fakeExperiment.ts';

/** Waits as long as a busy machine takes; the test's own limit ends it. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(200);
}

export interface Victim {
  readonly folder: string;
  readonly pid: number;
  readonly starts: number;
}

export const startsOf = async (folder: string) =>
  (await eventsOf({ folder })).filter(({ type }) => type === 'started');

/** A trainer on the cluster that goes on, once a checkpoint of it is here. */
export async function trainerAfterCheckpoint(open: OpenExperiment): Promise<Victim> {
  for (;;) {
    for (const { folder, ended } of await allChildren(open)) {
      const steps = await readdir(join(folder, 'checkpoints')).catch(() => []);
      if (ended !== undefined || !steps.some((name) => /^\d+$/.test(name))) continue;
      const starts = await startsOf(folder);
      const pid = starts.at(-1)?.pid;
      if (pid !== undefined) return { folder, pid, starts: starts.length };
    }
    await delay(100);
  }
}

/** Loses a machine under a trainer, which goes on elsewhere; another one where it was over just then. */
export async function loseMachine(
  open: OpenExperiment,
  lost: (victim: Victim) => Promise<void>,
): Promise<void> {
  for (;;) {
    const victim = await trainerAfterCheckpoint(open);
    await lost(victim);
    const hasGoneOn = async () => (await startsOf(victim.folder)).length > victim.starts;
    const isOver = async () =>
      (await allChildren(open)).some(
        ({ folder, ended }) => folder === victim.folder && ended !== undefined,
      );
    await until(async () => (await hasGoneOn()) || (await isOver()));
    if (await hasGoneOn()) return;
  }
}
