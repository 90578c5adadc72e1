import { say } from '../../core/common/sentence.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GpusPerRun } from '../../core/target/targetSetting.ts';
import { failureError } from '../../core/run/trainerFailures.ts';
import { UserError } from '../../core/common/userError.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { endProcessTree, type EndOutcome } from '../process/endProcessTree.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { appending, openRegular, writeMark } from '../files/openRegular.ts';
import { findLoss, recordLoss } from '../run/lostRun.ts';
import { isHere, placeHere } from '../process/place.ts';
import { processesOf } from '../process/processIdentity.ts';
import type { Python } from '../python/findPython.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';
import { findTrainer, processFile } from '../run/trainerProcess.ts';
import type { Ending, ReadyTarget, Started, Target } from '../run/target.ts';

/**
 * This machine, without a shell, which Windows lacks. The trainer writes to the run's folder
 * itself, so nothing is copied; the system's process list shows whether it lives.
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

export interface LocalWays {
  /** Its uuid; the trainer sees no other. All of them where absent. */
  readonly gpu?: string | undefined;
  /** Program and arguments that start the trainer's command elsewhere; it is this machine's process then. */
  readonly launcher?: readonly string[] | undefined;
  /** How many train the run together; one where absent. */
  readonly gpusPerRun?: GpusPerRun | undefined;
}

/**
 * This machine with an interpreter for training.
 *
 * @param trainerFolder that contains the package `cricket_lora`
 */
export const localTargetWith = (
  python: Pick<Python, 'path'>,
  trainerFolder = join(extensionFolder(), 'trainer'),
  ways: LocalWays = {},
): ReadyTarget => ({
  ...localTarget,
  start: (folder) => startHere(folder, { python: python.path, trainerFolder, ...ways }),
});

interface StartingHere extends LocalWays {
  readonly python: string;
  readonly trainerFolder: string;
}

/** stdout and stderr go to trainer.log, progress to events.jsonl. */
async function startHere(folder: string, starting: StartingHere): Promise<Started> {
  await requirePlainFolder(folder);
  const running = await findTrainer(folder);
  if (running) {
    throw failureError('already-running', { pid: running.pid });
  }
  // A leftover request to cancel would stop this start.
  await rm(join(folder, 'cancel'), { force: true });
  const pid = await spawnTrainer(folder, starting);
  const processStart = (await processesOf().read(pid))?.processStart ?? '';
  const identity = { pid, processStart };
  const gpu = starting.gpu === undefined ? {} : { gpu: { uuid: starting.gpu } };
  const written = { v: 1, ...identity, place: placeHere(), ...gpu };
  await writeAtomically(join(folder, processFile), `${JSON.stringify(written)}\n`);
  return identity;
}

async function spawnTrainer(
  folder: string,
  { python, trainerFolder, gpu, launcher = [], gpusPerRun = 1 }: StartingHere,
): Promise<number> {
  const logPath = join(folder, 'trainer.log');
  const log = await openRegular(logPath, { below: folder, flags: appending }).catch(
    (error: unknown) => {
      throw toWriteError(error, logPath);
    },
  );
  try {
    const { args, cwd, env } = trainerCommand(
      trainerFolder,
      'cricket_lora',
      join(folder, 'run.json'),
    );
    const [program = python, ...words] = [...launcher, python, ...together(gpusPerRun), ...args];
    const child = spawn(program, words, {
      cwd,
      env: { ...env, ...(gpu !== undefined && { CUDA_VISIBLE_DEVICES: gpu }) },
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) throw new Error('A spawned process has no pid');
    return child.pid;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    throw new UserError(
      launcher.length > 0
        ? say('The launcher could not be started ({0}).', message)
        : say('Python could not be started ({0}).', message),
      'set up trainer',
    );
  } finally {
    await log.close();
  }
}

/** PyTorch's launcher, for several processes of one run. */
const together = (gpusPerRun: GpusPerRun): readonly string[] =>
  gpusPerRun === 1
    ? []
    : [
        ...['-m', 'torch.distributed.run', '--standalone'],
        `--nproc-per-node=${gpusPerRun === 'all' ? 'gpu' : gpusPerRun}`,
      ];

/** @throws the signal's reason when aborted: the request to stop stands, but nothing is killed */
async function endHere(folder: string, { signal, ...ending }: Ending): Promise<EndOutcome> {
  const trainer = await findTrainer(folder);
  if (!trainer) return 'already over';
  // Requested only once its group is known: it may stop immediately and leave children behind. On a
  // full disk even an empty file may fail; then SIGTERM has to do.
  const ask = (): Promise<boolean> =>
    writeMark(join(folder, 'cancel'), folder).then(
      () => true,
      () => false,
    );
  if (!isHere(trainer)) return endElsewhere(folder, ask, { signal, ...ending });
  const outcome = await endProcessTree(trainer, { ...ending, ...(signal && { signal }), ask });
  const loss = await findLoss(folder);
  if (loss) await recordLoss(folder, { ...loss, cancelled: true });
  return outcome;
}

/**
 * A trainer on another machine, or in a container, that has this folder too: it can be asked, and waited for;
 * its pid means another process here, or none.
 */
async function endElsewhere(
  folder: string,
  ask: () => Promise<boolean>,
  { signal, graceSeconds = 20 }: Ending,
): Promise<EndOutcome> {
  await ask();
  const end = Date.now() + graceSeconds * 1000;
  while (Date.now() < end) {
    if (!(await findTrainer(folder))) return 'stopped by itself';
    await delay(500, undefined, signal && { signal });
  }
  throw new UserError(
    say(
      'The trainer of {0} runs on another machine or in a container that shares this folder. It has been asked to save and stop, and has not yet. Cancel it there if it does not.',
      folder,
    ),
  );
}
