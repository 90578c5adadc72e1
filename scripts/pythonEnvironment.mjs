import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './child.mjs';
import { root } from './root.mjs';
import { SetupError, step } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const environment = join(root, '.venv');
const stamp = join(environment, 'installed.json');
const requirements = 'trainer/requirements.txt';
const testRequirements = 'trainer/requirements-dev.txt';

/** The interpreter of the repository's Python environment. */
export const environmentPython =
  process.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');

/**
 * PATH starting with the real interpreter of the environment. A version manager's shim starts a
 * hundred processes per call, and tests call it often.
 */
export function pathWithPython() {
  const configuration = readFileSync(join(environment, 'pyvenv.cfg'), 'utf8');
  const home = /^home\s*=\s*(.+)$/m.exec(configuration)?.[1].trim();
  return [home, process.env.PATH].filter(Boolean).join(delimiter);
}

const oldest = [3, 10];
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** Installs the trainer's requirements into .venv, and with `tests` those of its tests. */
export async function installPythonPackages({ tests = false } = {}) {
  const wanted = tests ? [requirements, testRequirements] : [requirements];
  if (wanted.every((file) => installed()[file] === hash(file))) return;
  await step('Python environment .venv', async (progress) => {
    await makeEnvironment(progress);
    await pipInstall(wanted, progress);
    writeFileSync(
      stamp,
      JSON.stringify({
        ...installed(),
        ...Object.fromEntries(wanted.map((file) => [file, hash(file)])),
      }),
    );
  });
}

/**
 * The requirement files (with hashes) that the environment was completed with; empty if incomplete.
 */
function installed() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return {};
  }
}

const hash = (file) =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');

async function makeEnvironment(progress) {
  const works = await runQuietly(environmentPython, ['-m', 'pip', '--version']);
  if (works.status === 0) return;
  if (existsSync(environment)) {
    progress('removing a half-made environment');
    rmSync(environment, { recursive: true });
  }
  const python = await findPython();
  progress(`${python} -m venv`);
  const make = () => runQuietly(python, ['-m', 'venv', environment]);
  let made = await make();
  if (made.status !== 0) {
    // Debian and Ubuntu have the venv module in a separate package.
    await installSystemPackages(['python3-venv']);
    made = await make();
  }
  if (made.status === 0) return;
  throw new SetupError(
    `${python} cannot make a virtual environment:\n${made.lines.slice(-5).join('\n')}`,
  );
}

async function findPython() {
  const tried = [];
  for (const candidate of candidates) {
    const { status, lines } = await runQuietly(candidate, [
      '-c',
      'import sys; print("%d.%d" % sys.version_info[:2])',
    ]);
    if (status !== 0) continue;
    const version = lines.at(-1) ?? '';
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === oldest[0] && minor >= oldest[1]) return candidate;
    tried.push(`${candidate} is ${version}`);
  }
  throw new SetupError(
    `Python ${oldest.join('.')} or newer is needed` +
      (tried.length > 0 ? ` (${tried.join(', ')}).` : ', and none is on PATH.') +
      '\nInstall one, on Debian and Ubuntu with: sudo apt-get install python3 python3-venv',
  );
}

async function pipInstall(files, progress) {
  const { status, lines } = await runQuietly(
    environmentPython,
    ['-m', 'pip', 'install', '--progress-bar', 'off', ...files.flatMap((file) => ['-r', file])],
    { onLine: progress },
  );
  if (status !== 0) {
    throw new SetupError(`pip install failed:\n${lines.slice(-20).join('\n')}`);
  }
}
