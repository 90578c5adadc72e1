/**
 * Runs all tests: types, lint, unit tests of both languages, then the tests in a real VS Code.
 *
 *   node scripts/test.mjs [--only lint|unit|trainer|vscode|desktop|packaged] [--window NAME] [--name TEXT]
 *
 * `desktop` runs the VS Code tests in a desktop VS Code, by @vscode/test-electron; `vscode` in
 * code-server; `packaged` does, too, with the extension installed from its VSIX. `--window` and `--name`
 * select one of its windows, or tests by name.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installBrowser } from './browser.mjs';
import { runQuietly } from './child.mjs';
import { codeServerSystemPackages, isCodeServerInstalled } from './codeServer.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';
import { describeSkips, isExpected } from './skips.mjs';
import { main, SetupError } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';
import { runUnitTests } from './unitTests.mjs';

/** Each part prints its failures and returns its counts. */
const parts = {
  types: () => check('npm', ['run', '--silent', 'typecheck']),
  lint: () => check('npm', ['run', '--silent', 'lint']),
  unit: runUnitTests,
  trainer,
  vscode: (choice) => vscode({ ...choice, desktop: false }),
  desktop: (choice) => vscode({ ...choice, desktop: true }),
  packaged: (choice) => vscode({ ...choice, desktop: false, packaged: true }),
};

const groups = {
  lint: ['types', 'lint'],
  unit: ['unit'],
  trainer: ['trainer'],
  vscode: ['vscode'],
  desktop: ['desktop'],
  packaged: ['packaged'],
};
const usual = ['types', 'lint', 'unit', 'trainer', 'vscode'];

/** If they cannot be installed, the tests that need them are skipped with a reason. */
async function installForSsh() {
  if (process.getuid?.() !== 0) return;
  try {
    await installSystemPackages(['openssh-server', 'openssh-client', 'fish', 'csh', 'procps']);
  } catch (error) {
    console.log(error.message);
  }
}

/** A check counts as one test. */
async function check(command, args) {
  const { status, lines } = await runQuietly(command, args);
  if (status !== 0) console.log(lines.join('\n'));
  return { passed: Number(status === 0), failed: Number(status !== 0), skips: [] };
}

async function trainer() {
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

async function vscode({ window, name, desktop, packaged }) {
  // Imported here: it needs packages that set-up installs.
  const { runVscodeTests } = await import('./vscodeTests.mjs');
  return runVscodeTests({ window, only: name, desktop, packaged });
}

/**
 * A runner that fails without naming a failed test, or whose summary cannot be read, counts as one
 * failure.
 */
const proven = (counts, status) =>
  Number.isNaN(counts.passed) || (status !== 0 && !(counts.failed > 0))
    ? { ...counts, passed: counts.passed || 0, failed: 1 }
    : counts;

await main(async () => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, window: { type: 'string' }, name: { type: 'string' } },
  });
  const chosen = values.only ? groups[values.only] : usual;
  if (!chosen) {
    throw new SetupError(`--only takes ${Object.keys(groups).join(', ')}, not ${values.only}.`);
  }
  if (chosen.includes('vscode') || chosen.includes('unit')) await installBrowser();
  if (chosen.includes('vscode') && !isCodeServerInstalled()) {
    await installSystemPackages(codeServerSystemPackages);
  }
  if (chosen.includes('unit')) await installForSsh();
  await setUp({ tests: true });
  const results = [];
  /** A part that cannot run has failed; the others still run. */
  const run = async (part) => {
    const start = Date.now();
    console.log(`── ${part} …`);
    const counts = await parts[part](values).catch((error) => {
      console.log(error instanceof SetupError ? error.message : error.stack);
      return { passed: 0, failed: 1, skips: [] };
    });
    const seconds = Math.round((Date.now() - start) / 1000);
    results.push({ part, ...counts, seconds });
    console.log(`── ${part}: ${describe(counts)} (${seconds} s)`);
  };
  const inTurn = async (...wanted) => {
    for (const part of wanted) if (chosen.includes(part)) await run(part);
  };
  // The parts often wait for servers, trainings and pages: two of them fill the machine. A third
  // would finish early and slow down the VS Code tests, which would then end alone.
  await Promise.all([
    inTurn('vscode', 'desktop', 'packaged'),
    inTurn('types', 'lint', 'trainer', 'unit'),
  ]);
  console.log('');
  const skips = results.flatMap((result) => result.skips);
  const unexpected = process.env.CI ? skips.filter((skip) => !isExpected(skip)) : [];
  console.table(results.map((result) => ({ ...result, skips: result.skips.length })));
  for (const line of describeSkips(skips)) console.log(line);
  for (const { name, reason } of unexpected) console.log(`✖ skipped in CI: ${name} (${reason})`);
  const sum = (word) => results.reduce((total, result) => total + result[word], 0);
  const failed = sum('failed') + unexpected.length;
  console.log(describe({ passed: sum('passed'), failed, skips }));
  return failed === 0 ? 0 : 1;
});

function describe({ passed, failed, skips }) {
  return `${passed} passed, ${failed} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`;
}
