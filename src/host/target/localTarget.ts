import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describeFailure } from '../../core/run/trainerFailures.ts';
import { UserError } from '../../core/common/userError.ts';
import { writeFileAtomically } from '../files/writeAtomically.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { endProcessTree } from '../process/endProcessTree.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { findLoss, recordLoss } from '../run/lostRun.ts';
import { processesOf } from '../process/processIdentity.ts';
import type { Python } from '../python/findPython.ts';
import { findTrainer, processFile } from '../run/trainerProcess.ts';
import type { Ending, ReadyTarget, Started, Target } from '../run/target.ts';

/**
 * This machine, without a shell: Windows has none. The folder of a run is the trainer's own, so that
 * nothing travels, and its end is read from the system's list of processes.
 */
export const localTarget: Target = {
  end: endHere,
  attach: (folder) => ({
    isGone: async () => !(await findTrainer(folder)),
    findLoss: () => findLoss(folder),
    recordLoss: (loss) => recordLoss(folder, loss),
    broken: new Promise(() => undefined),
  }),
};

/**
 * This machine with an interpreter that can train.
 *
 * @param trainerFolder what holds the package `cricket_lora`
 */
export const localTargetWith = (
  python: Pick<Python, 'path'>,
  trainerFolder = join(extensionFolder(), 'trainer'),
): ReadyTarget => ({
  ...localTarget,
  start: (folder) => startHere(folder, python.path, trainerFolder),
});

/** Its output goes to trainer.log, its progress to events.jsonl. */
async function startHere(folder: string, python: string, trainer: string): Promise<Started> {
  const running = await findTrainer(folder);
  if (running) {
    throw new UserError(describeFailure('already-running', { pid: running.pid }).message);
  }
  // Else the request of the last cancelling would stop this start.
  await rm(join(folder, 'cancel'), { force: true });
  const pid = await spawnTrainer(folder, python, trainer);
  const processStart = (await processesOf().read(pid))?.processStart ?? '';
  const identity = { pid, processStart };
  await writeFileAtomically(
    join(folder, processFile),
    `${JSON.stringify({ v: 1, ...identity })}\n`,
  );
  return identity;
}

async function spawnTrainer(folder: string, python: string, trainer: string): Promise<number> {
  const log = await open(join(folder, 'trainer.log'), 'a').catch((error: unknown) => {
    throw toWriteError(error, join(folder, 'trainer.log'));
  });
  try {
    const { PYTHONPATH } = process.env;
    const child = spawn(python, ['-m', 'cricket_lora', join(folder, 'run.json')], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
      env: {
        ...process.env,
        PYTHONPATH: PYTHONPATH ? `${trainer}${delimiter}${PYTHONPATH}` : trainer,
        PYTHONUNBUFFERED: '1',
        PYTHONUTF8: '1',
      },
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) throw new Error('A spawned process has no pid');
    return child.pid;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    throw new UserError(`Python could not be started (${message}).`, 'set up trainer');
  } finally {
    await log.close();
  }
}

/** @throws the signal's reason when aborted: then the request to stop stands, and nobody insists */
async function endHere(folder: string, { signal, ...ending }: Ending) {
  const trainer = await findTrainer(folder);
  if (!trainer) return 'already over';
  // Only asked once its group is known: it may stop at once, and leave children behind. On a full disk
  // even an empty file may fail: then SIGTERM has to ask.
  const ask = (): Promise<boolean> =>
    writeFile(join(folder, 'cancel'), '').then(
      () => true,
      () => false,
    );
  const outcome = await endProcessTree(trainer, { ...ending, ...(signal && { signal }), ask });
  const loss = await findLoss(folder);
  if (loss) await recordLoss(folder, { ...loss, cancelled: true });
  return outcome;
}
