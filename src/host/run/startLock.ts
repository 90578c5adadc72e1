import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toWriteError } from '../files/fileErrors.ts';
import { isAlive, processesOf, type ProcessIdentity } from '../process/processIdentity.ts';
import { UserError } from '../../core/common/userError.ts';

const name = 'starting';
/** What is done while holding takes milliseconds. */
const patienceMilliseconds = 3000;

/**
 * Does something that two windows must not do to a run at once: start it, or declare it dead. Held by
 * a file that names its holder, so that one left by a crash does not hold for ever.
 *
 * @throws UserError when somebody else goes on holding it
 */
export async function withStartLock<Result>(
  folder: string,
  action: () => Promise<Result>,
): Promise<Result> {
  const path = join(folder, name);
  const self = await processesOf().read(process.pid);
  const holder = JSON.stringify({ pid: process.pid, processStart: self?.processStart ?? '' });
  const deadline = Date.now() + patienceMilliseconds;
  while (!(await take(path, holder))) {
    if (!(await isHeld(path))) await rm(path, { force: true });
    else if (Date.now() < deadline) await delay(100);
    else throw new UserError('This run is being started already. Wait a moment.');
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, holder: string): Promise<boolean> {
  try {
    await writeFile(path, holder, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw toWriteError(error, path);
  }
}

/** True while somebody is starting the run. */
export async function isBeingStarted(folder: string): Promise<boolean> {
  return isHeld(join(folder, name));
}

async function isHeld(path: string): Promise<boolean> {
  try {
    return await isAlive(JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity);
  } catch {
    return false;
  }
}
