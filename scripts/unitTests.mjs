import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runQuietly } from './child.mjs';
import { pathWithPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';

const folder = join('out', 'test');
/** Tests wait as much as they work, and other parts of `npm test` run beside them. */
const filesAtOnce = 2;
const minutesPerFile = 8;

/** Of a bundle of `test/unit/….test.ts` or `test/attacks/….test.ts`: its path without `.test.cjs`. */
export const unitTests = () =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^(unit|attacks)\/.*\.test\.cjs$/.test(name))
    .map((name) => name.replace(/\.test\.cjs$/, ''));

export const unitBundle = (name) => join(root, folder, `${name}.test.cjs`);

/**
 * Runs the TypeScript unit tests and attacks, a process per file.
 *
 * @param {readonly string[]} names
 * @returns {Promise<Map<string, import('./skips.mjs').Counts>>} by name; under '' what cannot be told apart
 */
export async function runUnitTests(names) {
  const path = join(root, folder, 'results.jsonl');
  rmSync(path, { force: true });
  const { status, lines } = await runQuietly(
    process.execPath,
    [
      '--enable-source-maps',
      '--test',
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      `--test-reporter=${join(root, 'scripts', 'resultReporter.mjs')}`,
      `--test-reporter-destination=${path}`,
      `--test-concurrency=${filesAtOnce}`,
      `--test-timeout=${minutesPerFile * 60_000}`,
      ...names.map(unitBundle),
    ],
    {
      env: {
        ...process.env,
        PATH: pathWithPython(),
        // The models are small: with several threads, PyTorch spends longer waiting than computing.
        OMP_NUM_THREADS: '1',
        // The tests must not touch the user's record of runs that this machine started.
        CRICKET_LORA_STATE: join(root, 'out', 'test', 'state'),
      },
    },
  );
  if (status !== 0) {
    const failures = lines.indexOf('✖ failing tests:');
    console.log((failures < 0 ? lines.slice(-40) : lines.slice(failures + 1)).join('\n'));
  }
  const report = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  return countByFile(
    names,
    report.map((line) => JSON.parse(line)),
    status,
  );
}

/**
 * @param {readonly string[]} names of the tests that were asked for
 * @param {readonly object[]} results of resultReporter.mjs
 * @param {number} status of the runner
 * @returns {Map<string, import('./skips.mjs').Counts>}
 */
export function countByFile(names, results, status) {
  const asked = new Set(names);
  const hasFailed = results.some(isFailure);
  // The runner failed without naming a failed test.
  const isUnexplained = !hasFailed && (status !== 0 || results.length === 0);
  // A test that a helper defines is said to be in the helper.
  const areApart = !isUnexplained && results.every((result) => asked.has(nameOf(result)));
  const counts = new Map();
  for (const result of results) {
    const name = areApart ? nameOf(result) : '';
    if (!counts.has(name)) counts.set(name, { passed: 0, failed: 0, skips: [] });
    add(counts.get(name), result);
  }
  return isUnexplained
    ? counts.set('', { passed: 0, skips: [], ...counts.get(''), failed: 1 })
    : counts;
}

const nameOf = ({ file = '' }) =>
  relative(root, file)
    .replaceAll('\\', '/')
    // With source maps, newer versions of Node say where the source is.
    .replace(/^(out\/)?test\/(.*)\.test\.(cjs|ts)$/, '$2');

const isFailure = ({ passed, skip, todo }) => !passed && skip === undefined && todo === undefined;

function add(counts, result) {
  const { name, skip, todo, passed } = result;
  if (isFailure(result)) counts.failed += 1;
  else if (skip !== undefined) {
    counts.skips.push({ name, reason: typeof skip === 'string' && skip ? skip : 'no reason' });
  } else if (passed && todo === undefined) counts.passed += 1;
}
