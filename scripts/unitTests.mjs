import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { pathWithPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';

const folder = join('out', 'test');
/** Tests wait as much as they work, and other parts of `npm test` run beside them. */
const filesAtOnce = 2;
const minutesPerFile = 8;

/**
 * Runs the TypeScript unit tests and attacks, a process per file.
 *
 * @returns {Promise<import('./skips.mjs').Counts>}
 */
export async function runUnitTests() {
  const files = readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /^(unit|attacks)[\\/].*\.test\.cjs$/.test(name))
    .map((name) => join(folder, name));
  const { status, lines } = await runQuietly(
    process.execPath,
    [
      '--enable-source-maps',
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${filesAtOnce}`,
      `--test-timeout=${minutesPerFile * 60_000}`,
      ...files,
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
  const count = (word) =>
    Number(lines.findLast((line) => line.startsWith(`ℹ ${word} `))?.split(' ')[2] ?? 0);
  const failed = count('fail') + count('cancelled');
  if (status !== 0) {
    const failures = lines.indexOf('✖ failing tests:');
    console.log((failures < 0 ? lines.slice(-40) : lines.slice(failures + 1)).join('\n'));
  }
  return {
    passed: count('pass'),
    failed: failed || Number(status !== 0 || count('tests') === 0),
    skips: lines
      .map((line) => /^\s*﹣ (.*?) \([\d.]+m?s\) # (.*)$/.exec(line))
      .filter(Boolean)
      .map(([, name, reason]) => ({ name, reason })),
  };
}
