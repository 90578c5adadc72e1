import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, test, type TestContext } from 'node:test';
import { temporaryFolder } from '../host/files/temporaryFolder.ts';
import { importScript } from './script.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly { readonly name: string; readonly reason: string }[];
}
interface State {
  readonly hash: string;
  readonly stamp: string;
}
interface Choice {
  readonly all?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}
interface Script {
  readonly Results: new (options: Choice & { folder: string }) => object;
  readonly runChanged: (options: {
    results: object;
    inputs: () => Promise<Map<string, State | undefined>>;
    run: (names: readonly string[]) => Promise<Map<string, Counts>>;
  }) => Promise<Counts & { readonly unchanged: number; readonly since?: string }>;
}

const counted = (counts: Partial<Counts>): Counts => ({
  passed: 0,
  failed: 0,
  skips: [],
  ...counts,
});

/** Two test files and what a run of each gives. */
let inputs: Map<string, State | undefined>;
let outcomes: Map<string, Counts>;
/** What happens while tests run. */
let meanwhile: () => void;

const write = (name: string, content: string, time = '') =>
  inputs.set(name, { hash: content, stamp: content + time });

beforeEach(() => {
  inputs = new Map();
  write('fast', 'a');
  write('host/slow', 'b');
  outcomes = new Map([
    ['fast', counted({ passed: 3 })],
    ['host/slow', counted({ passed: 4 })],
  ]);
  meanwhile = () => undefined;
});

/** Runs the tests that have to run, of two runs of `npm test` or more in the same folder. */
async function runner(context: TestContext) {
  const { Results, runChanged } = await importScript<Script>('results.mjs');
  const folder = await temporaryFolder(context);
  const run = async (choice: Choice = {}) => {
    const ran: string[] = [];
    const counts = await runChanged({
      results: new Results({ folder, environment: {}, ...choice }),
      inputs: () => Promise.resolve(new Map(inputs)),
      run(names) {
        ran.push(...names);
        meanwhile();
        return Promise.resolve(new Map([...outcomes].filter(([name]) => names.includes(name))));
      },
    });
    return { ran, ...counts };
  };
  return { folder, run };
}

test('what passed on the same inputs is not run again, and counts as it did', async (context) => {
  const skips = [{ name: 'on a GPU', reason: 'needs CUDA' }];
  outcomes.set('fast', counted({ passed: 3, skips }));
  const { run } = await runner(context);
  const first = await run();
  assert.deepEqual(first.ran, ['fast', 'host/slow']);
  assert.deepEqual([first.passed, first.unchanged, first.since], [7, 0, undefined]);
  const { since, ...second } = await run();
  assert.deepEqual(second, { ran: [], passed: 7, failed: 0, skips, unchanged: 7 });
  assert.ok(since !== undefined && Date.parse(since) <= Date.now());
});

test('a changed input runs its own test again, and its result is the new one', async (context) => {
  const { run } = await runner(context);
  await run();
  write('host/slow', 'c');
  outcomes.set('host/slow', counted({ passed: 5 }));
  const second = await run();
  assert.deepEqual(second.ran, ['host/slow']);
  assert.deepEqual([second.passed, second.unchanged], [8, 3]);
  assert.deepEqual((await run()).ran, []);
});

test('a failure runs again until it passes', async (context) => {
  outcomes.set('fast', counted({ passed: 2, failed: 1 }));
  const { run } = await runner(context);
  await run();
  const second = await run();
  assert.deepEqual(second.ran, ['fast']);
  assert.equal(second.failed, 1);
  outcomes.set('fast', counted({ passed: 3 }));
  assert.deepEqual((await run()).ran, ['fast']);
  assert.deepEqual((await run()).ran, []);
});

test('a failure on inputs that passed before takes that result back', async (context) => {
  const { run } = await runner(context);
  await run();
  outcomes.set('fast', counted({ failed: 1 }));
  await run({ all: true });
  assert.deepEqual((await run()).ran, ['fast']);
});

test('a test that is skipped for want of a program runs again', async (context) => {
  const skips = [{ name: 'a connection', reason: 'there is no OpenSSH server' }];
  outcomes.set('fast', counted({ passed: 2, skips }));
  const { run } = await runner(context);
  await run();
  assert.deepEqual((await run()).ran, ['fast']);
});

test('a test without a result, and one whose inputs are unknown, run again', async (context) => {
  outcomes.delete('fast');
  inputs.set('host/slow', undefined);
  const { run } = await runner(context);
  await run();
  assert.deepEqual((await run()).ran, ['fast', 'host/slow']);
});

test('everything runs with --all, and where CI is set', async (context) => {
  const { run } = await runner(context);
  await run();
  for (const choice of [{ all: true }, { environment: { CI: 'true' } }]) {
    const again = await run(choice);
    assert.deepEqual(again.ran, ['fast', 'host/slow']);
    assert.equal(again.unchanged, 0);
  }
});

test('an input that is written while tests run does not count as tested', async (context) => {
  const { run } = await runner(context);
  meanwhile = () => write('fast', 'changed');
  await run();
  meanwhile = () => undefined;
  // Whatever was read: neither the new content nor the old one is known to pass.
  assert.deepEqual((await run()).ran, ['fast']);
  write('fast', 'a');
  assert.deepEqual((await run()).ran, ['fast']);
});

test('an input that is changed and changed back while tests run does not, either', async (context) => {
  const { run } = await runner(context);
  meanwhile = () => write('fast', 'a', 'later');
  await run();
  meanwhile = () => undefined;
  assert.deepEqual((await run()).ran, ['fast']);
  assert.deepEqual((await run()).ran, []);
});

test('a damaged record counts as none, and no half-written one is left', async (context) => {
  const { folder, run } = await runner(context);
  mkdirSync(join(folder, 'host'));
  writeFileSync(join(folder, 'host', 'slow.json'), '{"hash":"b","pass');
  await run();
  assert.deepEqual((await run()).ran, []);
  assert.deepEqual(readdirSync(folder).sort(), ['fast.json', 'host']);
  assert.deepEqual(readdirSync(join(folder, 'host')), ['slow.json']);
});
