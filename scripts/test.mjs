/**
 * Runs all tests: types, lint, unit tests of both languages, then the tests in a real VS Code. What
 * passed on the very files that it has now is not run again, except with `--all` and in CI.
 *
 *   node scripts/test.mjs [--all] [--only lint|unit|trainer|vscode|desktop|packaged] [--window NAME] [--name TEXT]
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
import { addCounts, Results, runChanged } from './results.mjs';
import { root } from './root.mjs';
import { setUp } from './setup.mjs';
import { describeSkips, isExpected } from './skips.mjs';
import { main, SetupError } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';
import { partInputs, unitInputs, vscodeInputs } from './testInputs.mjs';
import { runTrainerTests } from './trainerTests.mjs';
import { runUnitTests, unitTests } from './unitTests.mjs';

/** Each part prints its failures and returns its counts. */
const parts = {
  types: (choice) => whole('types', choice, () => check('npm', ['run', '--silent', 'typecheck'])),
  lint: (choice) => whole('lint', choice, () => check('npm', ['run', '--silent', 'lint'])),
  unit: ({ results }) =>
    runChanged({ results, inputs: () => unitInputs(unitTests()), run: runUnitTests }),
  trainer: (choice) => whole('trainer', choice, runTrainerTests),
  vscode,
  desktop: (choice) => vscode({ ...choice, desktop: true }),
  packaged: (choice) => vscode({ ...choice, packaged: true }),
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

/** A part that runs again as soon as one of its files has changed. */
const whole = (part, { results }, run) =>
  runChanged({
    results,
    inputs: () => partInputs(part),
    run: async () => new Map([[part, await run()]]),
  });

/** A check counts as one test. */
async function check(command, args) {
  const { status, lines } = await runQuietly(command, args);
  if (status !== 0) console.log(lines.join('\n'));
  return { passed: Number(status === 0), failed: Number(status !== 0), skips: [] };
}

async function vscode({ results, window, name, desktop = false, packaged = false }) {
  // Imported here: it needs packages that set-up installs.
  const { isElsewhere, runVscodeTests, windowAlone, windowsOf } = await import('./vscodeTests.mjs');
  const windows = window ? windowAlone(window) : windowsOf({ desktop });
  if (window || name || desktop || packaged) {
    const counts = await runVscodeTests({ windows, only: name, alone: window, desktop, packaged });
    return { ...addCounts([...counts.values()]), unchanged: 0 };
  }
  const places = new Map([
    ['windows/workspace', windows.filter((each) => !isElsewhere(each))],
    ['windows/elsewhere', windows.filter(isElsewhere)],
  ]);
  return runChanged({
    results,
    inputs: () => vscodeInputs(places),
    async run(changed) {
      const counts = await runVscodeTests({
        windows: windows.filter((each) =>
          changed.some((place) => places.get(place).includes(each)),
        ),
      });
      const countsOf = (place) => places.get(place).map((each) => counts.get(each));
      return new Map(changed.map((place) => [place, addCounts(countsOf(place))]));
    },
  });
}

await main(async () => {
  const { values } = parseArgs({
    options: {
      all: { type: 'boolean', default: false },
      only: { type: 'string' },
      window: { type: 'string' },
      name: { type: 'string' },
    },
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
  const results = new Results({
    folder: join(root, 'out', 'cache', 'passed'),
    all: values.all,
  });
  const done = [];
  /** A part that cannot run has failed; the others still run. */
  const run = async (part) => {
    const start = Date.now();
    console.log(`── ${part} …`);
    const counts = await parts[part]({ ...values, results }).catch((error) => {
      console.log(error instanceof SetupError ? error.message : error.stack);
      return { passed: 0, failed: 1, skips: [], unchanged: 0 };
    });
    const seconds = Math.round((Date.now() - start) / 1000);
    done.push({ part, ...counts, seconds });
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
  const total = addCounts(done);
  const unexpected = process.env.CI ? total.skips.filter((skip) => !isExpected(skip)) : [];
  console.table(
    done.map(({ part, passed, failed, skips, seconds, unchanged, since }) => ({
      ...{ part, passed, failed, skips: skips.length, seconds, unchanged },
      since: since ? moment(since) : '',
    })),
  );
  for (const line of describeSkips(total.skips)) console.log(line);
  for (const { name, reason } of unexpected) console.log(`✖ skipped in CI: ${name} (${reason})`);
  const failed = total.failed + unexpected.length;
  const unchanged = done.reduce((sum, result) => sum + result.unchanged, 0);
  const [since] = done.flatMap((result) => result.since ?? []).sort();
  console.log(describe({ ...total, failed, unchanged, since }));
  return failed === 0 ? 0 : 1;
});

function describe({ passed, failed, skips, unchanged, since }) {
  const counts = [`${passed} passed`, `${failed} failed`];
  if (skips.length > 0) counts.push(`${skips.length} skipped`);
  if (unchanged === 0) return counts.join(', ');
  const when = `on ${moment(since)}${unchanged === passed ? '' : ' or later'}`;
  return `${counts.join(', ')} (${unchanged} unchanged since they passed ${when}; --all runs them again)`;
}

/** `2026-11-29 18:05`, in local time. */
function moment(since) {
  const local = new Date(since);
  return new Date(local - local.getTimezoneOffset() * 60_000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');
}
