import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { delimiter, join } from 'node:path';
import { runQuietly } from './child.mjs';
import { root } from './root.mjs';

/**
 * `hash` tells the contents of a file; `stamp` tells, too, when it was last written.
 *
 * @typedef {{hash: string, stamp: string}} State
 */

/** The variables that change what tests do. */
const variables =
  /^(CI|ATTACKS|UPDATE_MANIFEST|HOME|PATH|TZ|LANG|LANGUAGE|LC_.*|TMPDIR|DISPLAY|WAYLAND_DISPLAY|VSCODE_PATH|CHROMIUM_PATH|XDG_.*_HOME|NODE_.*|PYTHON.*|PIP_.*|UV_.*|HF_.*|OMP_.*|MKL_.*|CUDA.*|PYTORCH_.*|TORCH.*|OLLAMA_.*|CRICKET_LORA_.*|LD_.*|.*_PROXY)$/i;

export const digest = (text) => createHash('sha256').update(text).digest('hex');

/** @returns {State | undefined} of a file or link; undefined if it is neither */
export function stateOf(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile() && !stats?.isSymbolicLink()) return undefined;
  const content = stats.isFile() ? readFileSync(path) : readlinkSync(path);
  const hash = digest(Buffer.concat([Buffer.from(`${stats.mode} `), Buffer.from(content)]));
  return { hash, stamp: `${hash} ${stats.mtimeMs}` };
}

/**
 * The files of a checkout that git tracks or would track; undefined where git cannot tell.
 *
 * @returns {Promise<Map<string, State> | undefined>} by path from `folder`, with /
 */
export async function repositoryFiles(folder = root) {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { status, lines } = await runQuietly('git', list, { cwd: folder });
  if (status !== 0) return undefined;
  const paths = new Set(lines.join('\n').split('\0').filter(Boolean));
  // In a folder that git ignores, which is no checkout of its own, there are none.
  return paths.size > 0 ? statesOf(folder, [...paths].sort()) : undefined;
}

/** What is below a folder, whether or not git tracks it. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true });
  return statesOf(folder, names.map((name) => name.replaceAll('\\', '/')).sort());
}

const statesOf = (folder, paths) =>
  new Map(
    paths
      // Git lists a deleted file until that is committed.
      .map((path) => [path, stateOf(join(folder, path))])
      .filter(([, state]) => state !== undefined),
  );

/**
 * What tests find on the machine besides the repository: versions of Node, Python, npm, Python and
 * Debian packages, the variables that change tests, and tables that cannot be redistributed.
 */
export function machineState(environment = process.env) {
  const tables = environment.CRICKET_LORA_TABLES;
  return digest(
    JSON.stringify([
      [process.version, platform(), arch(), release(), existsSync('/dev/nvidiactl')],
      pythonPackages(),
      [
        join(root, '.venv', 'pyvenv.cfg'),
        join(root, 'node_modules', '.package-lock.json'),
        '/var/lib/dpkg/status',
      ].map((path) => stateOf(path)?.hash),
      Object.entries(environment)
        .filter(([name]) => variables.test(name))
        .map(([name, value]) => [name, name === 'PATH' ? withoutNpm(value) : value])
        .sort(),
      tables ? [...filesBelow(tables)].map(([path, { hash }]) => [path, hash]) : [],
    ]),
  );
}

/** Each has a folder that is named after it and its version. */
function pythonPackages() {
  const lib = join(root, '.venv', 'lib');
  return ['', ...readdirSync(lib)]
    .map((name) => join(lib, name, 'site-packages'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder))
    .filter((name) => name.endsWith('.dist-info'))
    .sort();
}

/** npm puts folders in front when it runs a script. */
const withoutNpm = (path) =>
  path
    .split(delimiter)
    .filter((folder) => !/node_modules|node-gyp-bin/.test(folder))
    .join(delimiter);

/**
 * One state of several files.
 *
 * @param {Map<string, State>} files
 * @param {(path: string) => boolean} isInput
 * @param {string} rest what else counts
 * @returns {State}
 */
export function combine(files, isInput, rest) {
  const inputs = [...files].filter(([path]) => isInput(path));
  const all = (word) =>
    digest(JSON.stringify([rest, inputs.map(([path, state]) => [path, state[word]])]));
  return { hash: all('hash'), stamp: all('stamp') };
}
