import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';

/**
 * Runs the trainer's tests.
 *
 * @returns {Promise<import('./skips.mjs').Counts>}
 */
export async function runTrainerTests() {
  const { status, lines } = await runQuietly(
    environmentPython,
    ['-m', 'pytest', '--quiet', '-rs', '--color=no', '-p', 'no:cacheprovider', 'tests'],
    {
      cwd: join(root, 'trainer'),
      env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_WAIT_POLICY: 'PASSIVE' },
    },
  );
  if (status !== 0) console.log(lines.join('\n'));
  const summary = lines.findLast((line) => / in [\d.]+s/.test(line)) ?? '';
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0);
  const counts = {
    passed: count('passed') + count('xfailed'),
    failed: count('failed') + count('errors?'),
    skips: lines
      .map((line) => /^SKIPPED \[\d+\] (\S+): (.*)$/.exec(line))
      .filter(Boolean)
      .map(([, name, reason]) => ({ name, reason })),
  };
  return proven(counts, status);
}

/**
 * A runner that fails without naming a failed test, or whose summary cannot be read, counts as one
 * failure.
 */
const proven = (counts, status) =>
  Number.isNaN(counts.passed) || (status !== 0 && !(counts.failed > 0))
    ? { ...counts, passed: counts.passed || 0, failed: 1 }
    : counts;
