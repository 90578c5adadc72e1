import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { pathWithPython } from './pythonEnvironment.mjs';
import { root } from './root.mjs';

const folder = join(root, 'out', 'test');
/** Seconds that each process took when it last ran. */
const record = join(root, 'out', 'test', 'unit-seconds.json');
/** They wait as much as they work, and other parts run beside them. */
const atOnce = 2;
const minutesAProcess = 8;

/** Tests of these folders are of pure functions: one process does for all, and is started but once. */
const pure = /^unit[\\/](core|data|editor)\b/;

/**
 * Runs the TypeScript unit tests, a process per file.
 *
 * @returns {Promise<import('./skips.mjs').Counts>}
 */
export async function runUnitTests() {
  const seconds = readSeconds();
  const took = {};
  const files = testFiles();
  const processes = [
    { name: 'core, data, editor', files: files.filter((file) => pure.test(file)) },
    ...files.filter((file) => !pure.test(file)).map((file) => ({ name: file, files: [file] })),
  ];
  const waiting = processes
    .filter(({ files }) => files.length > 0)
    .sort((a, b) => expected(seconds, b.name) - expected(seconds, a.name));
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const runNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const start = Date.now();
      const found = await runProcess(next);
      took[next.name] = (Date.now() - start) / 1000;
      for (const word of Object.keys(counts)) counts[word] += found[word];
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
  mkdirSync(join(record, '..'), { recursive: true });
  writeFileSync(record, JSON.stringify(took));
  return counts;
}

const testFiles = () =>
  readdirSync(folder, { recursive: true }).filter((name) =>
    /^(unit|attacks)[\\/].*\.test\.cjs$/.test(name),
  );

function readSeconds() {
  try {
    return JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return {};
  }
}

/** Of what has never run here: what talks to servers and browsers takes longest. */
const expected = (seconds, name) => seconds[name] ?? (/^unit.(host|webview)/.test(name) ? 20 : 5);

async function runProcess({ name, files }) {
  const [first, ...others] = files.map((file) => join(folder, file));
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
      timeout: minutesAProcess * 60_000,
      // The tests' trainings are small: threads that wait for each other would take more than they give.
      env: {
        ...process.env,
        PATH: pathWithPython(),
        OMP_NUM_THREADS: '1',
        // Which runs are this machine's own: the person's record is not theirs.
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
