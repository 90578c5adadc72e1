import { createHash } from 'node:crypto';
import { access, mkdir, readFile, readdir, rm } from 'node:fs/promises';
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

export interface TrainerSetUp {
  /** Folder of the virtual environment. */
  readonly managedFolder: string;
  readonly requirementsPath: string;
  readonly signal?: AbortSignal;
  /** Called with each step and each line of pip. */
  readonly onProgress: (line: string) => void;
  /** Interpreters to create the environment with, tried before those on PATH. */
  readonly interpreters?: readonly string[];
}

/** Whether the environment is whole and current, so that setting up has nothing to do. */
export async function isTrainerSetUp({
  managedFolder,
  requirementsPath,
  signal,
}: Pick<TrainerSetUp, 'managedFolder' | 'requirementsPath' | 'signal'>): Promise<boolean> {
  const stamp = await readJsonObject(join(managedFolder, stampName));
  const found = stamp && (await probePython(environmentPython(managedFolder), signal));
  return (
    found !== undefined &&
    !isTooOld(found.version) &&
    stamp?.requirements === (await hashOf(requirementsPath)) &&
    !lackOf(found)
  );
}

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
  const { managedFolder, requirementsPath, onProgress } = setUp;
  const requirements = await hashOf(requirementsPath);
  const stampPath = join(managedFolder, stampName);
  const stamp = await readJsonObject(stampPath);
  const python = environmentPython(managedFolder);
  const found = stamp && (await probePython(python, setUp.signal));
  const isWhole = found && !isTooOld(found.version);
  if (isWhole && stamp.requirements === requirements && !lackOf(found)) {
    onProgress('The Python environment is ready.');
    return python;
  }
  if (!isWhole) await makeEnvironment(setUp);
  await rm(stampPath, { force: true });
  await install(setUp, python);
  const made = await probePython(python, setUp.signal);
  const lack = made ? lackOf(made) : 'cannot be run';
  if (lack) {
    throw new UserError(
      `The Python environment in ${managedFolder} was installed, but cannot run the trainer: it ${lack}. See pip's output in the log.`,
      'show log',
    );
  }
  await writeAtomically(stampPath, `${JSON.stringify({ requirements })}\n`);
  onProgress('The Python environment is ready.');
  return python;
}

async function makeEnvironment(setUp: TrainerSetUp): Promise<void> {
  const { managedFolder, signal, onProgress } = setUp;
  const interpreter = await findInterpreter(setUp);
  await removeEnvironment(managedFolder);
  await mkdir(dirname(managedFolder), { recursive: true });
  onProgress(`Creating a Python environment in ${managedFolder} with ${interpreter}`);
  const end = await runProcess(interpreter, ['-m', 'venv', managedFolder], {
    ...(signal && { signal }),
    onLine: onProgress,
  });
  if (end.exit === 0) return;
  const said = end.lastLines.join('\n');
  throw new UserError(
    /ensurepip|No module named venv/.test(said)
      ? `${interpreter} has no module venv. On Debian and Ubuntu it is a separate package: run 'sudo apt-get install python3-venv' in a terminal, then Set Up Trainer again.`
      : `${interpreter} could not create an environment in ${managedFolder}:\n${said}`,
    'show log',
  );
}

/** @throws UserError instead of removing a folder that is something else */
async function removeEnvironment(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes('pyvenv.cfg')) {
    throw new UserError(
      `${folder} is not a Python environment and is in the way of one. Move it elsewhere.`,
    );
  }
  await rm(folder, { recursive: true, force: true });
}

async function findInterpreter({ interpreters = [], signal }: TrainerSetUp): Promise<string> {
  const tried: string[] = [];
  for (const path of [...interpreters, ...newestNames, ...pathNames()]) {
    const found = await probePython(path, signal);
    if (found && !isTooOld(found.version)) return path;
    if (found) tried.push(`${path} is ${found.version}`);
  }
  const seen = tried.length > 0 ? `found were: ${tried.join(', ')}` : 'none was found on PATH';
  throw new UserError(
    `Python ${oldestPython} or newer is needed, and ${seen}. Install it (on Debian and Ubuntu: 'sudo apt-get install python3 python3-venv'), then Set Up Trainer again.`,
    'choose interpreter',
  );
}

/** Where `python3` is old, a newer version is often installed under its full name. */
const newestNames = ['python3.13', 'python3.12', 'python3.11', 'python3.10'];

async function install({ requirementsPath, signal, onProgress }: TrainerSetUp, python: string) {
  onProgress(
    'Installing PyTorch and other packages: hundreds of megabytes, with CUDA a few gigabytes.',
  );
  await access(requirementsPath);
  const args = ['-m', 'pip', 'install', '--only-binary', ':all:', '--progress-bar', 'off'];
  const end = await runProcess(python, [...args, '-r', requirementsPath], {
    ...(signal && { signal }),
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
    onLine: onProgress,
  });
  if (end.exit === 0) return;
  throw new UserError(
    `${causeOf(end.lastLines)} pip's last output:\n${wordsOf(end.lastLines)}`,
    'show log',
  );
}

function causeOf(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (/No space left/i.test(text)) return 'The disk is full: free some space and set up again.';
  if (/Temporary failure|connection|timed out|unreachable|resolve/i.test(text)) {
    return 'The package index could not be reached: check the network and set up again.';
  }
  return 'pip could not install what the trainer needs.';
}

const wordsOf = (lines: readonly string[]): string => lines.slice(-8).join('\n');
