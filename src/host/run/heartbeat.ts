import { randomBytes } from 'node:crypto';
import { lstat, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A trainer touches its lock every 5 seconds. */
const silentSeconds = 60;

/**
 * True while a trainer whose process is not visible, on another machine or in a container, touches
 * its lock.
 */
export async function hasHeartbeat(folder: string): Promise<boolean> {
  const age = await ageOf(join(folder, 'lock'));
  return age !== undefined && age < silentSeconds;
}

/**
 * Seconds since a file was last written, by the clock of its disk, which may differ from ours on
 * another machine. A time in the future is not recent, but as far away: the clock was wrong then, or is
 * now. Undefined if it does not exist.
 */
export async function ageOf(path: string): Promise<number | undefined> {
  const state = await lstat(path).catch(() => undefined);
  if (state === undefined) return undefined;
  return Math.abs((await diskNow(dirname(path))) - state.mtimeMs) / 1000;
}

async function diskNow(folder: string): Promise<number> {
  const path = join(folder, `.clock-${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile('.');
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  } catch {
    // A read-only folder.
    return Date.now();
  }
}
