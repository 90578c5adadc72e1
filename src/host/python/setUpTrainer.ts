import { say, joined, type Sentence, type Text } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { readJsonObject } from '../files/readJsonObject.ts';
import {
  environmentPython,
  isTooOld,
  lackOf,
  oldestPython,
  pathNames,
  probePython,
  stampName,
} from './findPython.ts';
import { runProcess } from '../process/runProcess.ts';
import { findUv, pip, uvAt, type Installer } from './installer.ts';
import { environmentOf, installPackages } from './installPackages.ts';
import { torchHere, type FittingTorch } from './torchHere.ts';

export interface TrainerSetUp {
  /** Folder of the virtual environment. */
  readonly managedFolder: string;
  readonly requirementsPath: string;
  readonly signal?: AbortSignal;
  /** Called with each step and each line of uv or pip. */
  readonly onProgress: (line: Text) => void;
  /** uv where it is, else pip. */
  readonly installer?: Installer;
  /** The build of PyTorch; that which fits this machine where it is absent. */
  readonly torch?: FittingTorch;
  /** Interpreters to create the environment with, tried before those on PATH. */
  readonly interpreters?: readonly string[];
}

/** Whether the environment is whole and current, so that setting up has nothing to do. */
export const isTrainerSetUp = async (setUp: Omit<TrainerSetUp, 'onProgress'>): Promise<boolean> =>
  (await lookAt(setUp, setUp.torch ?? (await torchHere()))).isCurrent;

/** What there is of an environment: whether packages can be installed into it, and whether none has to be. */
async function lookAt(
  { managedFolder, requirementsPath, signal }: Omit<TrainerSetUp, 'onProgress'>,
  torch: FittingTorch,
): Promise<{ requirements: string; isUsable: boolean; isCurrent: boolean }> {
  const requirements = await hashOf(requirementsPath);
  const stamp = await readJsonObject(join(managedFolder, stampName));
  const found = stamp && (await probePython(environmentPython(managedFolder), signal));
  const isUsable = found !== undefined && !isTooOld(found.version) && fits(stamp?.build, torch);
  const isCurrent = isUsable && stamp?.requirements === requirements && !lackOf(found);
  return { requirements, isUsable, isCurrent };
}

/** Whether an environment's build of PyTorch does here: any does where no GPU is used. */
const fits = (made: unknown, { build, hasCuda }: FittingTorch): boolean =>
  made === undefined || made === build || !hasCuda;

const hashOf = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/**
 * Creates or updates the managed Python environment; returns immediately if it is current. An
 * interrupted environment is incomplete and created anew.
 *
 * @returns the path of its interpreter
 * @throws UserError when there is no usable Python or venv module, or pip fails
 */
export async function setUpTrainer(setUp: TrainerSetUp): Promise<string> {
  const { managedFolder, onProgress } = setUp;
  const torch = setUp.torch ?? (await torchHere());
  const installer = setUp.installer ?? (await installerHere());
  const { requirements, isUsable, isCurrent } = await lookAt(setUp, torch);
  const python = environmentPython(managedFolder);
  if (isCurrent) {
    onProgress(say('The Python environment is ready.'));
    return python;
  }
  if (!isUsable) await makeEnvironment(setUp, installer);
  const stampPath = join(managedFolder, stampName);
  await rm(stampPath, { force: true });
  const build = await installPackages({
    ...setUp,
    python,
    installer,
    build: torch.build,
    folder: managedFolder,
  });
  const made = await probePython(python, setUp.signal);
  const lack = made ? lackOf(made) : say('cannot be run');
  if (lack) {
    throw new UserError(
      say(
        'The Python environment in {0} was installed, but cannot run the trainer: it {1}. See the log.',
        managedFolder,
        lack,
      ),
      'show log',
    );
  }
  await writeAtomically(stampPath, `${JSON.stringify({ requirements, build })}\n`);
  onProgress(say('The Python environment is ready.'));
  return python;
}

export const installerHere = async (): Promise<Installer> => {
  const uv = await findUv();
  return uv === undefined ? pip : uvAt(uv);
};

async function makeEnvironment(setUp: TrainerSetUp, installer: Installer): Promise<void> {
  const { managedFolder, signal, onProgress } = setUp;
  const interpreter = await findInterpreter(setUp, installer);
  await removeEnvironment(managedFolder);
  await mkdir(dirname(managedFolder), { recursive: true });
  onProgress(
    say(
      'Creating a Python environment in {0} with {1}',
      managedFolder,
      interpreter ?? say('a Python that uv downloads'),
    ),
  );
  const [program = '', ...args] = installer.create(interpreter, managedFolder);
  const end = await runProcess(program, args, {
    ...(signal && { signal }),
    env: environmentOf(managedFolder),
    onLine: onProgress,
  });
  if (end.exit === 0) return;
  const said = end.lastLines.join('\n');
  throw new UserError(
    /ensurepip|No module named venv/.test(said)
      ? say(
          "{0} has no module venv. On Debian and Ubuntu it is a separate package: run 'sudo apt-get install python3-venv' in a terminal, then Set Up Python again.",
          interpreter ?? program,
        )
      : say(
          '{0} could not create an environment in {1}:\n{2}',
          interpreter ?? program,
          managedFolder,
          said,
        ),
    'show log',
  );
}

/** @throws UserError instead of removing a folder that is something else */
async function removeEnvironment(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes('pyvenv.cfg')) {
    throw new UserError(
      say('{0} is not a Python environment and is in the way of one. Move it elsewhere.', folder),
    );
  }
  await rm(folder, { recursive: true, force: true });
}

async function findInterpreter(
  { interpreters = [], signal }: TrainerSetUp,
  { name }: Installer,
): Promise<string | undefined> {
  const tried: Sentence[] = [];
  for (const path of [...interpreters, ...newestNames, ...pathNames()]) {
    const found = await probePython(path, signal);
    if (found && !isTooOld(found.version)) return path;
    if (found) tried.push(say('{0} is {1}', path, found.version));
  }
  if (name === 'uv') return undefined;
  const seen =
    tried.length > 0 ? say('found were: {0}', joined(tried, ', ')) : say('none was found on PATH');
  throw new UserError(
    say(
      "Python {0} or newer is needed, and {1}. Install it (on Debian and Ubuntu: 'sudo apt-get install python3 python3-venv'), then Set Up Python again.",
      oldestPython,
      seen,
    ),
    'choose interpreter',
  );
}

/** Where `python3` is old, a newer version is often installed under its full name. */
const newestNames = ['python3.13', 'python3.12', 'python3.11', 'python3.10'];
