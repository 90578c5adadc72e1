import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processSchema } from '../../core/run/runStatusSchema.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { isHere } from '../process/place.ts';
import { isAlive, processesOf, type ProcessIdentity } from '../process/processIdentity.ts';
import { hasHeartbeat } from './heartbeat.ts';
import { statusFile } from './runFiles.ts';

/**
 * Written by the starter immediately; the trainer's own files are only written once Python has
 * loaded.
 */
export const processFile = 'process.json';

/** At a process that shows no command line: a second in all. */
const mostLooks = 50;
const lookMilliseconds = 20;

/** Every process that a file of the run names as its trainer, live or not. */
export async function readRunProcesses(folder: string): Promise<ProcessIdentity[]> {
  const opening = { below: folder, most: 1 << 16 };
  const files = await Promise.all(
    [processFile, 'lock', statusFile].map((name) =>
      readChecked(join(folder, name), processSchema, opening),
    ),
  );
  const identities = files.flatMap((file) => file?.value ?? []);
  const isRepeated = (one: ProcessIdentity, at: number): boolean =>
    identities.findIndex(
      ({ pid, processStart }) => pid === one.pid && processStart === one.processStart,
    ) < at;
  return identities.filter((identity, at) => !isRepeated(identity, at));
}

/**
 * The run's trainer while it lives: a process here, or, if its pid is meaningless here, a recent
 * sign of life.
 */
export async function findTrainer(folder: string): Promise<ProcessIdentity | undefined> {
  for (const identity of await readRunProcesses(folder)) {
    const lives = isHere(identity)
      ? (await isAlive(identity)) && (await isTrainerOf(identity, folder))
      : await hasHeartbeat(folder);
    if (lives) return identity;
  }
  return undefined;
}

/**
 * Whether a process was started for this very run. A run's folder may name any process of this
 * machine: that alone does not justify signalling it.
 */
async function isTrainerOf(identity: ProcessIdentity, folder: string): Promise<boolean> {
  const command = await commandOf(identity);
  const real = await realpath(folder).catch(() => folder);
  for (const word of command) {
    // Some systems report all arguments in one string.
    if (command.length === 1 && [folder, real].some((one) => word.includes(join(one, 'run.json'))))
      return true;
    if (basename(word) !== 'run.json') continue;
    if ((await realpath(dirname(word)).catch(() => undefined)) === real) return true;
  }
  return false;
}

/**
 * The command line of a process. Linux shows none while it becomes another program, as the shell of a wrapper
 * does that executes Python, and that takes a while on a busy machine; none, too, of a thread of its kernel,
 * which has no group.
 */
async function commandOf(identity: ProcessIdentity): Promise<readonly string[]> {
  const processes = processesOf();
  for (let looks = 0; looks < mostLooks; looks++) {
    const command = await processes.commandLine(identity.pid);
    if (command.some((word) => word !== '')) return command;
    const found = await processes.read(identity.pid);
    if (found?.processStart !== identity.processStart || found.group === 0) break;
    await delay(lookMilliseconds);
  }
  return [];
}
