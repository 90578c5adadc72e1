/**
 * Builds the extension's VSIX for one platform or all: `npm run package [-- --target TARGET|all]`.
 *
 * A target's VSIX holds ONNX Runtime for it; `universal` has none, and tells so when an exported model is
 * asked. What is shipped is listed in .vscodeignore. They land in out/package.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runQuietly } from './child.mjs';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';
import { main, SetupError, step } from './step.mjs';

/** The official tool that makes a VSIX; the last version for Node 20. */
const vsce = '3.9.2';
const folder = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'cricket-lora',
  `vsce-${vsce}`,
);
const complete = join(folder, 'complete');

/** ONNX Runtime's binaries by VS Code's name of a platform. It has none for Intel Macs. */
const runtimes = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'darwin-arm64': 'darwin/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
};
/**
 * Of those folders, what a processor needs: on macOS the library lies there under two names, and Windows'
 * libraries for GPUs are loaded only by a session that asks for one.
 */
const libraries = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};
const targets = [...Object.keys(runtimes), 'universal'];

const packages = join(root, 'out', 'package');
export const thisTarget = () => {
  const target = `${process.platform}-${process.arch}`;
  return target in runtimes ? target : 'universal';
};

/**
 * @param {string} target one of `targets`
 * @returns {Promise<string>} path of the VSIX
 */
export async function makePackage(target) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const path = join(packages, `${manifest.name}-${manifest.version}-${target}.vsix`);
  mkdirSync(packages, { recursive: true });
  rmSync(path, { force: true });
  const ignore = join(packages, `${target}.vscodeignore`);
  const shipped = readFileSync(join(root, '.vscodeignore'), 'utf8');
  writeFileSync(ignore, shipped + runtimeLines(target));
  await step(`VSIX for ${target}`, async (progress) => {
    const { status, lines } = await runQuietly(
      process.execPath,
      [
        join(folder, 'node_modules', '@vscode', 'vsce', 'vsce'),
        ...['package', '--out', path, '--ignoreFile', ignore],
        ...(target === 'universal' ? ['--no-dependencies'] : ['--target', target]),
        // The README's pictures are in the VSIX.
        ...['--no-rewrite-relative-links', '--allow-missing-repository', '--skip-license'],
      ],
      { cwd: root, onLine: progress },
    );
    if (status !== 0) throw new SetupError(`vsce failed:\n${lines.slice(-20).join('\n')}`);
  });
  return path;
}

function runtimeLines(target) {
  if (target === 'universal') return '';
  const runtime = 'node_modules/onnxruntime-node';
  return [
    ...[`!${runtime}/package.json`, `!${runtime}/dist/*.js`, `!${runtime}/LICENSE*`],
    ...['onnxruntime_binding.node', libraries[target.split('-')[0]]].map(
      (name) => `!${runtime}/bin/napi-v6/${runtimes[target]}/${name}`,
    ),
    ...['package.json', 'dist/cjs/**/*.js', 'dist/cjs/package.json', 'LICENSE*'].map(
      (part) => `!node_modules/onnxruntime-common/${part}`,
    ),
    '',
  ].join('\n');
}

/** Into the user's cache unless it is there. */
export async function installVsce() {
  if (existsSync(complete)) return;
  await step(`vsce ${vsce} in ${folder}`, async (progress) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { status, lines } = await runQuietly(
      'npm',
      [
        ...['install', '--ignore-scripts', '--no-audit', '--no-fund'],
        ...['--omit=optional', `@vscode/vsce@${vsce}`],
      ],
      { cwd: folder, onLine: progress },
    );
    if (status !== 0) throw new SetupError(lines.slice(-20).join('\n'));
    writeFileSync(complete, '');
  });
}

async function run() {
  const { values } = parseArgs({ options: { target: { type: 'string', default: thisTarget() } } });
  const wanted = values.target === 'all' ? targets : [values.target];
  const unknown = wanted.find((target) => !targets.includes(target));
  if (unknown !== undefined) {
    throw new SetupError(`There is no target ${unknown}: all, or one of ${targets.join(', ')}.`);
  }
  await setUp();
  await installVsce();
  for (const target of wanted) {
    const path = await makePackage(target);
    const size = (statSync(path).size / 1e6).toFixed(1);
    console.log(`${path}: ${size} MB`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(run);
