import { say } from '../../core/common/sentence.ts';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processSchema } from '../../core/run/runStatusSchema.ts';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { openRegular } from '../files/openRegular.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { isHere, placeHere } from '../process/place.ts';
import { isAlive, processesOf } from '../process/processIdentity.ts';
import { siblingOf } from '../files/writeAtomically.ts';
import { ageOf } from './heartbeat.ts';

const name = 'starting';
/** Work under the lock takes milliseconds, unless files are uploaded. */
const patienceMilliseconds = 3000;
/** How often the holder touches its file, which is all that a window on another machine can see. */
const touchMilliseconds = 10_000;
const silentSeconds = 60;
/** Removing an abandoned lock takes microseconds. */
const breakingSeconds = 10;

/**
 * Runs an action that two windows must not perform on a run at once: starting it, or declaring it
 * dead. The lock is a file that names its holder, so that one left by a crash can be removed.
 *
 * @throws UserError when another window keeps holding it
 */
export async function withStartLock<Result>(
  folder: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const path = join(folder, name);
  const self = await processesOf().read(process.pid);
  const holder = JSON.stringify({
    pid: process.pid,
    processStart: self?.processStart ?? '?',
    place: placeHere(),
    // Unique for each holder, even in one window.
    nonce: randomBytes(8).toString('hex'),
  });
  const deadline = Date.now() + patienceMilliseconds;
  while (!(await take(path, holder))) {
    if (!(await isBeingStarted(folder))) await breakStale(folder);
    else if (Date.now() < deadline) await delay(100);
    else throw new UserError(say('This run is being started already. Wait a moment.'));
  }
  const touching = setInterval(() => void touch(path, folder, holder), touchMilliseconds);
  try {
    return await action();
  } finally {
    clearInterval(touching);
    await rm(path, { force: true });
  }
}

/** Created with its content: an empty file would look abandoned. */
async function take(path: string, holder: string): Promise<boolean> {
  const sibling = siblingOf(path);
  try {
    await writeFile(sibling, holder, { flag: 'wx' });
    await link(sibling, path).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // A file system without hard links.
      await writeFile(path, holder, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw toWriteError(error, path);
  } finally {
    await rm(sibling, { force: true });
  }
}

/**
 * Removes the lock of a holder that is gone. Only one window does so at a time, and checks again:
 * otherwise a second one would remove the lock that the first has just taken.
 */
async function breakStale(folder: string): Promise<void> {
  const breaking = join(folder, `.${name}`);
  try {
    await mkdir(breaking);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw toWriteError(error, breaking);
    if (((await ageOf(breaking)) ?? 0) > breakingSeconds)
      await rm(breaking, { recursive: true, force: true });
    else await delay(10);
    return;
  }
  try {
    if (!(await isBeingStarted(folder))) await rm(join(folder, name), { force: true });
  } finally {
    await rmdir(breaking).catch(() => undefined);
  }
}

async function touch(path: string, folder: string, holder: string): Promise<void> {
  try {
    const file = await openRegular(path, { below: folder, flags: constants.O_WRONLY });
    try {
      await file.write(holder, 0);
    } finally {
      await file.close();
    }
  } catch {
    // On a full disk, windows on this machine still see that this process lives.
  }
}

/** True while a window is starting the run. An unreadable holder counts as none. */
export async function isBeingStarted(folder: string): Promise<boolean> {
  const path = join(folder, name);
  const opening = { below: folder, most: 1 << 16 };
  const holder = (await readChecked(path, processSchema, opening).catch(() => undefined))?.value;
  if (!holder) return isJustMade(path);
  if (isHere(holder)) return isAlive(holder);
  return ((await ageOf(path)) ?? Infinity) < silentSeconds;
}

/** Without hard links, the holder may not have written its name yet. */
async function isJustMade(path: string): Promise<boolean> {
  const state = await lstat(path).catch(() => undefined);
  return state?.size === 0 && ((await ageOf(path)) ?? Infinity) < 2;
}
