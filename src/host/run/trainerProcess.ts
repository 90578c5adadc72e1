import { join } from 'node:path';
import { readJsonObject } from '../files/readJsonObject.ts';
import { isAlive, type ProcessIdentity } from '../process/processIdentity.ts';

/** Written by the starter at once; the trainer's own files only come once Python has loaded. */
export const processFile = 'process.json';

/** Every process that some file of the run names as its trainer, live or not. */
export async function readRunProcesses(folder: string): Promise<ProcessIdentity[]> {
  const files = await Promise.all(
    [processFile, 'lock', 'status.json'].map((name) => readJsonObject(join(folder, name))),
  );
  const identities = files.flatMap((file) => {
    const pid = file?.pid;
    const processStart = file?.processStart;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return [];
    return [{ pid, processStart: typeof processStart === 'string' ? processStart : '' }];
  });
  const isRepeated = (one: ProcessIdentity, at: number): boolean =>
    identities.findIndex(
      ({ pid, processStart }) => pid === one.pid && processStart === one.processStart,
    ) < at;
  return identities.filter((identity, at) => !isRepeated(identity, at));
}

/** The run's trainer while it lives. */
export async function findTrainer(folder: string): Promise<ProcessIdentity | undefined> {
  for (const identity of await readRunProcesses(folder)) {
    if (await isAlive(identity)) return identity;
  }
  return undefined;
}
