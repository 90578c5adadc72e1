/** A run folder that came with a repository: links, devices, huge values, random damage. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { initialRunState, reduceRun } from '../../src/core/run/runState.ts';
import { readTotals, readTotalsNow } from '../../src/host/evaluation/evaluateRun.ts';
import { openRegular } from '../../src/host/files/openRegular.ts';
import { readLogTail } from '../../src/host/files/logTail.ts';
import { packRun } from '../../src/host/remote/packRun.ts';
import { readTargetFile } from '../../src/host/remote/targetFile.ts';
import { followEvents } from '../../src/host/run/followEvents.ts';
import { findLoss, recordLoss } from '../../src/host/run/lostRun.ts';
import { requirePlainFolder } from '../../src/host/run/plainFolder.ts';
import { questionsPathOf, questionsSourceOf } from '../../src/host/run/questionsPath.ts';
import { readRun, readRunRequest, readRunStatus } from '../../src/host/run/runFolder.ts';
import { isBeingStarted, withStartLock } from '../../src/host/run/startLock.ts';
import { readEndedRun, surveyRuns } from '../../src/host/run/surveyRuns.ts';
import { findTrainer } from '../../src/host/run/trainerProcess.ts';
import { localTarget, localTargetWith } from '../../src/host/target/localTarget.ts';
import { attempts, holds, longestFreeze, processorTime, Treasure } from './attack.ts';
import { allEnd } from './allEnd.ts';
import { spoken } from '../../src/core/common/sentence.ts';

const request = JSON.parse(readFileSync('test/fixtures/run.json', 'utf8')) as Record<
  string,
  unknown
>;
const posix = { skip: process.platform === 'win32' && 'a system with links and devices' };

function workspace(t: TestContext) {
  const treasure = new Treasure();
  t.after(() => {
    treasure.remove();
  });
  writeFileSync(join(treasure.folder, 'precious'), 'precious');
  mkdirSync(join(treasure.folder, '.ssh', '7'), { recursive: true });
  writeFileSync(join(treasure.folder, '.ssh', 'id'), 'key');
  const run = join(treasure.folder, 'w', '.cricket-lora', 'runs', 'r');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'run.json'), JSON.stringify(request));
  writeFileSync(join(run, 'questions.jsonl'), '{}\n');
  return { treasure, run, precious: join(treasure.folder, 'precious') };
}

/** Everything that a window does about a run without being asked, and all it may be asked. */
async function lookAtAll(run: string): Promise<void> {
  const looks: (() => Promise<unknown>)[] = [
    () => readRun(run),
    () => readRunStatus(run),
    () => readTargetFile(run),
    () => readTotals(run),
    () => Promise.resolve(surveyRuns([run])),
    async () => Promise.resolve(readEndedRun(run, { pid: 4242, processStart: '1' })),
    () => Promise.resolve(readTotalsNow(run)),
    () => questionsPathOf(run),
    () => findTrainer(run),
    () => findLoss(run),
    () => isBeingStarted(run),
    async () =>
      (await followEvents(join(run, 'events.jsonl'))()).events.reduce(reduceRun, initialRunState),
    () => recordLoss(run, { type: 'lost', cancelled: false, code: 'died', lastWords: '' }),
    () => packRun(run, 'test/fixtures/fake-trainer'),
    () => localTarget.end(run, { graceSeconds: 0, terminateSeconds: 0 }),
  ];
  await allEnd(looks);
}

const written = [
  'lock',
  'events.jsonl',
  '.reserve',
  '.adapter',
  'cancel',
  'trainer.log',
  'status.json',
  'process.json',
  'starting',
];

test('what links lead to is neither read, written nor sent', posix, async (t) => {
  for (const name of [
    ...written,
    'adapter',
    'checkpoints',
    'questions.jsonl',
    '.incoming',
    'onnx',
  ]) {
    await holds('a link in the folder', async () => {
      const { treasure, run, precious } = workspace(t);
      rmSync(join(run, name), { force: true });
      const leadsToFolder = ['.adapter', 'adapter', 'checkpoints', '.incoming', 'onnx'].includes(
        name,
      );
      symlinkSync(leadsToFolder ? join(treasure.folder, '.ssh') : precious, join(run, name));
      const before = treasure.picture(run);
      await assert.rejects(requirePlainFolder(run), (error: Error) =>
        error.message.includes(join(run, name)),
      );
      await assert.rejects(packRun(run, 'test/fixtures/fake-trainer'), /is a link/);
      await assert.rejects(localTargetWith({ path: 'python3' }).start(run, {}), /is a link/);
      await lookAtAll(run);
      assert.equal(treasure.picture(run), before);
    });
  }
});

test('a link is not read, not even one that comes after all was looked at', posix, async (t) => {
  const { run, precious } = workspace(t);
  const event = {
    v: 1,
    seq: 0,
    time: '2026-11-23T03:00:00Z',
    type: 'log',
    level: 'warning',
    message: 'secret',
  };
  writeFileSync(precious, `${JSON.stringify(event)}\n`);
  for (const name of ['events.jsonl', 'trainer.log', 'status.json'])
    symlinkSync(precious, join(run, name));
  assert.match(spoken(surveyRuns([run])[0]?.problem ?? ''), /status.json is a link/);
  assert.throws(
    () => readEndedRun(run, { pid: 4242, processStart: '1' }),
    /events.jsonl is a link/,
  );
  await assert.rejects(followEvents(join(run, 'events.jsonl'))(), /is a link/);
  await assert.rejects(readRunStatus(run), /is a link/);
  assert.equal(await readLogTail(join(run, 'trainer.log')), '');
});

test('a cancel through a link makes no file', posix, async (t) => {
  const { treasure, run } = workspace(t);
  symlinkSync(join(treasure.folder, 'made'), join(run, 'cancel'));
  const before = treasure.picture(run);
  await lookAtAll(run);
  assert.equal(treasure.picture(run), before);
});

test('nothing above the folder is sent to a host', async (t) => {
  const { run } = workspace(t);
  for (const change of [
    { questions: { ...(request.questions as object), path: '../../../../.ssh/id' } },
    { adapter: { path: '../../../../.ssh', source: 'x' } },
    { adapter: { path: '/etc', source: 'x' } },
  ]) {
    await holds('a path above the folder', async () => {
      writeFileSync(join(run, 'run.json'), JSON.stringify({ ...request, ...change }));
      await assert.rejects(packRun(run), /no path below the folder/);
    });
  }
});

test('devices and pipes freeze nothing', { ...posix, timeout: 300_000 }, async (t) => {
  const names = [
    'run.json',
    'status.json',
    'process.json',
    'lock',
    'target.json',
    'events.jsonl',
    'starting',
    'evaluation.json',
    'trainer.log',
    'questions.jsonl',
  ];
  for (const [at, name] of names.entries()) {
    await holds('a device or a pipe', async () => {
      const { run } = workspace(t);
      rmSync(join(run, name), { force: true });
      if (at % 2 === 0) execFileSync('mkfifo', [join(run, name)]);
      else symlinkSync('/dev/zero', join(run, name));
      const freeze = await longestFreeze(() => lookAtAll(run));
      assert.ok(freeze < 1000, `${name}: ${freeze} ms`);
    });
  }
  await holds('a source that is a device', async () => {
    const { run } = workspace(t);
    const source = join(dirname(dirname(dirname(run))), 'zero');
    symlinkSync('/dev/zero', source);
    writeFileSync(
      join(run, 'run.json'),
      JSON.stringify({ ...request, questions: { ...(request.questions as object), source } }),
    );
    assert.equal(await questionsPathOf(run), join(run, 'questions.jsonl'));
  });
});

test('a source outside of the workspace is not looked at', async (t) => {
  const { run, treasure } = workspace(t);
  const outside = join(treasure.folder, 'outside.jsonl');
  // Its content is what the run says, so that only where it lies speaks against it.
  const sha256 = createHash('sha256').update('{}\n').digest('hex');
  writeFileSync(outside, '{}\n');
  for (const source of [outside, '\\\\evil\\share\\x', '//evil/share/x', '/dev/zero']) {
    const questions = { ...(request.questions as object), source, sha256 };
    writeFileSync(join(run, 'run.json'), JSON.stringify({ ...request, questions }));
    assert.equal(await questionsPathOf(run), join(run, 'questions.jsonl'));
    await assert.rejects(questionsSourceOf(run), /not made in this workspace/);
  }
});

test('huge files are refused by their size, before they are read', async (t) => {
  for (const name of ['run.json', 'status.json', 'process.json', 'target.json', 'starting']) {
    await holds('a huge file', async () => {
      const { run } = workspace(t);
      writeFileSync(join(run, name), '{}');
      truncateSync(join(run, name), 40 * 1024 ** 3);
      const opening = { below: run, most: 1 << 20 };
      await assert.rejects(openRegular(join(run, name), opening), /at most 1\.0 MB are read/);
      const started = processorTime();
      await lookAtAll(run);
      assert.ok(processorTime() - started < 2000);
    });
  }
});

test('an unknown holder is not alive, and no run is young for ever', async (t) => {
  for (const holder of [
    '{}',
    '[]',
    'null',
    '{"pid":1,"processStart":""}',
    '{"processStart":"1"}',
    '"x"',
    `{"pid":${process.pid}}`,
  ]) {
    await holds('an unknown holder', async () => {
      const { run } = workspace(t);
      for (const name of ['starting', 'process.json', 'lock', 'status.json'])
        writeFileSync(join(run, name), holder);
      assert.equal(await isBeingStarted(run), false);
      assert.equal(await findTrainer(run), undefined);
      assert.equal(await withStartLock(run, () => Promise.resolve('mine')), 'mine');
    });
  }
  const { run } = workspace(t);
  writeFileSync(
    join(run, 'run.json'),
    JSON.stringify({ ...request, created: '2999-01-01T00:00:00Z' }),
  );
  assert.equal((await findLoss(run))?.code, 'never-started');
});

const value = fc.oneof(
  fc.constantFrom(
    null,
    '',
    [],
    {},
    -1,
    1,
    0,
    2 ** 60,
    'x'.repeat(100_000),
    '../../../../.ssh/id',
    '-oProxyCommand=touch x',
    '/dev/zero',
    'yesterday',
    '\u001b]0;x\u0007',
    '[x](command:y)',
    NaN,
    true,
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const files = [
  'run.json',
  'status.json',
  'process.json',
  'lock',
  'target.json',
  'starting',
  'evaluation.json',
  'events.jsonl',
] as const;
const damage = fc.record({
  file: fc.constantFrom(...files),
  as: fc.oneof(
    fc
      .record({
        key: fc.constantFrom(
          ...Object.keys(request),
          'pid',
          'processStart',
          'state',
          'host',
          'folder',
          'run',
          'python',
          'totals',
          'exit',
          'place',
        ),
        value,
      })
      .map((change) => ({ kind: 'change' as const, ...change })),
    fc
      .record({ key: fc.constantFrom('path', 'source', 'sha256', 'preset', 'rank'), value })
      .map((change) => ({ kind: 'inner' as const, ...change })),
    fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => ({ kind: 'noise' as const, bytes })),
    fc.constantFrom('link', 'device', 'folder').map((kind) => ({ kind: kind })),
  ),
});

const whole: Readonly<Record<string, object>> = {
  'run.json': request,
  'status.json': { v: 1, state: 'running', pid: process.pid, processStart: '1', exit: null },
  'process.json': { v: 1, pid: process.pid, processStart: '1' },
  lock: { pid: process.pid, processStart: '1' },
  'target.json': { v: 1, host: 'box', folder: '~/cl', python: '', run: 'r' },
  starting: { pid: process.pid, processStart: '1' },
  'evaluation.json': { v: 1, totals: {} },
  'events.jsonl': {
    v: 1,
    seq: 0,
    time: '2026-11-23T03:00:00Z',
    type: 'log',
    level: 'warning',
    message: 'x',
  },
};

test('damaged folders touch nothing outside, signal nothing, freeze nothing and hide no good run', async (t) => {
  const { treasure, run, precious } = workspace(t);
  const good = join(dirname(run), 'good');
  cpSync(run, good, { recursive: true });
  const before = treasure.picture(run);
  const kill = t.mock.method(process, 'kill', () => true);
  let frozen = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) =>
      holds('a damaged folder', async () => {
        rmSync(run, { recursive: true });
        mkdirSync(run);
        writeFileSync(join(run, 'questions.jsonl'), '{}\n');
        for (const [name, content] of Object.entries(whole))
          writeFileSync(join(run, name), JSON.stringify(content));
        for (const { file, as } of damages) {
          const path = join(run, file);
          const now = whole[file] as Record<string, unknown>;
          rmSync(path, { force: true, recursive: true });
          if (as.kind === 'change')
            writeFileSync(path, JSON.stringify({ ...now, [as.key]: as.value }));
          else if (as.kind === 'inner')
            writeFileSync(
              path,
              JSON.stringify({
                ...now,
                questions: { ...(now.questions as object), [as.key]: as.value },
                recipe: { ...(now.recipe as object), [as.key]: as.value },
              }),
            );
          else if (as.kind === 'noise') writeFileSync(path, as.bytes);
          else if (as.kind === 'folder') mkdirSync(path);
          else symlinkSync(as.kind === 'link' ? precious : '/dev/zero', path);
        }
        frozen = Math.max(frozen, await workOf(() => lookAtAll(run)));
        assert.equal(kill.mock.callCount(), 0, 'a process was signalled');
        assert.equal((await readRunRequest(good)).id, request.id);
      }),
    ),
    { numRuns: attempts(120), endOnFailure: true },
  );
  assert.equal(treasure.picture(run), before);
  assert.ok(frozen < 1000, `frozen for ${frozen} ms`);
});

/** All of it in milliseconds of processor time: more than what any part of it froze for. */
async function workOf(work: () => Promise<void>): Promise<number> {
  const started = processorTime();
  await work();
  return processorTime() - started;
}
