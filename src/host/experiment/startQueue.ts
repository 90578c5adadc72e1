import { say, type Text } from '../../core/common/sentence.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveBoard } from '../../core/run/boardsSchema.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { appending, openRegular, readRegular } from '../files/openRegular.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { safeFolder } from '../process/safeFolder.ts';
import { ownKeyNow, ownKeys, recordOwnRun } from '../run/ownRuns.ts';
import { isBeingStarted } from '../run/startLock.ts';
import { forgetWishes, readQueue, saveQueue } from './controls.ts';
import type { PlaceSettings } from './places.ts';

export interface QueueSettings extends PlaceSettings {
  /** See `QueueOptions`. */
  readonly again: boolean;
  /** To which its runs are taken while they go on, by an interpreter of this machine. */
  readonly boards?: { readonly names: readonly LiveBoard[]; readonly python: string };
}

/** Names who has begun an experiment: a queue goes on by itself only where that was this machine. */
const begunFile = 'begun.json';
const lookMilliseconds = 50;

/**
 * Starts the queue of an experiment in a process of its own.
 *
 * @throws UserError when it runs already, or cannot begin
 */
export async function startQueue(folder: string, settings: QueueSettings): Promise<void> {
  if (await isBeingStarted(folder)) {
    throw new UserError(say('This experiment is running already.'));
  }
  await forgetWishes(folder);
  const begun = `${JSON.stringify({ v: 1, id: randomUUID() })}\n`;
  await recordOwnRun(folder, begun);
  await writeAtomically(join(folder, begunFile), begun);
  const { stopped } = (await readQueue(folder)) ?? {};
  await saveQueue(folder, { state: 'stopped', problems: [], ...(stopped && { stopped }) });
  const log = await openRegular(join(folder, 'queue.log'), { below: folder, flags: appending });
  try {
    const script = join(extensionFolder(), 'dist', 'queueProcess.cjs');
    const child = spawn(process.execPath, [script, folder, JSON.stringify(settings)], {
      cwd: safeFolder(),
      // VS Code's own executable is Node only where it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    const isStopped = async (): Promise<boolean> => (await readQueue(folder))?.state === 'stopped';
    while (child.exitCode === null && (await isStopped())) await delay(lookMilliseconds);
    child.unref();
    if (await isStopped()) throw new UserError(await whyNot(folder));
  } finally {
    await log.close();
  }
}

async function whyNot(folder: string): Promise<Text> {
  const { problems = [] } = (await readQueue(folder)) ?? {};
  return problems.length > 0
    ? problems.join(' ')
    : say('The queue could not be started: {0} tells more.', join(folder, 'queue.log'));
}

/** Whether this machine has begun an experiment, and its queue was killed before the end. */
export async function isInterrupted(folder: string): Promise<boolean> {
  if ((await readQueue(folder))?.state !== 'interrupted') return false;
  const path = join(folder, begunFile);
  const text = await readRegular(path, { below: folder, most: 1 << 10 }).catch(() => undefined);
  return text !== undefined && (await ownKeys()).has(ownKeyNow(folder, text));
}
