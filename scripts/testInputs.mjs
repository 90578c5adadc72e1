/**
 * What each part of `npm test` depends on: files by their content, the scripts that run it, and the
 * machine. Each function returns states by the names of what is run apart.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { combine, filesBelow, machineState, repositoryFiles, stateOf } from './inputs.mjs';
import { filesNamedIn } from './namedFiles.mjs';
import { root } from './root.mjs';
import { unitBundle } from './unitTests.mjs';

/** Files that these parts do not read; any other is taken for an input. */
const unread = {
  types: /^(bench|docs|media|trainer|\.github|\.ci)\/|^[^/]+\.md$/,
  lint: /^$/,
  trainer:
    /^(bench|docs|l10n|media|scripts|src|webview|test\/(attacks|unit|vscode)|\.github|\.ci)\/|^[^/]+\.md$|^package\.nls/,
  // Its windows load the bundles of src, webview and test.
  vscode: /^(bench|docs|scripts|src|webview|test|trainer\/tests|\.github|\.ci)\/|^[^/]+\.md$/,
};

/** @param {'types' | 'lint' | 'trainer'} part */
export async function partInputs(part) {
  const known = await knownState(`scripts/${part === 'trainer' ? 'trainerTests' : 'test'}.mjs`);
  const state =
    known && combine(known.files, (path) => isRead(part, path, known.scripts), known.rest);
  return new Map([[part, state]]);
}

/** @param {readonly string[]} names of bundled tests */
export async function unitInputs(names) {
  const known = await knownState('scripts/unitTests.mjs', 'scripts/resultReporter.mjs');
  const built = below('dist').filter(([path]) => !isSourceMap(path));
  const programs = new Map(
    [...built, ...below('scripts')]
      .filter(([path]) => /\.[cm]js$/.test(path))
      .map(([path]) => [basename(path), readFileSync(join(root, path), 'utf8')]),
  );
  const stateFor = (name) => {
    const bundle = unitBundle(name);
    const isNamed = filesNamedIn(readFileSync(bundle, 'utf8'), programs);
    return combine(
      new Map([...known.files, ...built, ['the bundle', stateOf(bundle)]]),
      (path) =>
        path === 'the bundle' || isNpm.test(path) || known.scripts.has(path) || isNamed(path),
      known.rest,
    );
  };
  return new Map(names.map((name) => [name, known && stateFor(name)]));
}

/**
 * Windows on the same workspace are one: a later one finds what an earlier one left.
 *
 * @param {Map<string, readonly string[]>} places windows by their place
 */
export async function vscodeInputs(places) {
  const known = await knownState('scripts/vscodeTests.mjs');
  const built = new Map([...below('dist'), ...below('out/test/vscode')]);
  const stateFor = (windows) =>
    combine(
      new Map([...known.files, ...built]),
      (path) => (built.has(path) ? isLoaded(path, windows) : isRead('vscode', path, known.scripts)),
      known.rest,
    );
  return new Map([...places].map(([place, windows]) => [place, known && stateFor(windows)]));
}

const isNpm = /^(package(-lock)?\.json|\.npmrc)$/;

/** @param {ReadonlySet<string>} scripts those that run the part */
export const isRead = (part, path, scripts) => scripts.has(path) || !unread[part].test(path);

/** They name the lines of stacks only. */
const isSourceMap = (path) => path.endsWith('.map');

function isLoaded(path, windows) {
  if (isSourceMap(path)) return false;
  const [, window] = /^out\/test\/vscode\/([^/]+)\//.exec(path) ?? [];
  return window === undefined || windows.includes(window);
}

const below = (folder) =>
  [...filesBelow(join(root, folder))].map(([path, state]) => [`${folder}/${path}`, state]);

/** @param {readonly string[]} entryPoints the scripts that run the part */
async function knownState(...entryPoints) {
  const files = await repositoryFiles();
  if (files === undefined) return undefined;
  return { files, scripts: await importedBy(entryPoints), rest: machineState() };
}

/** Scripts with those that they import. */
async function importedBy(entryPoints) {
  // Only once the packages are installed.
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.inputs));
}
