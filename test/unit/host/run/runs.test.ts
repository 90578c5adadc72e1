import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunState } from '../../../../src/core/run/runState.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { readRunStatus } from '../../../../src/host/run/runFolder.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import { localTargetWith } from '../../../../src/host/target/localTarget.ts';
import { sshTargetOf } from '../../../../src/host/target/sshTarget.ts';
import type { ReadyTarget } from '../../../../src/host/run/target.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import { createLocalRun, fakeTrainer, waitForState, type FakeRun } from './fakeRun.ts';
import { createFakeTargetRun, type FakeTargetRun } from '../remote/fakeRemoteRun.ts';
import { startSshServer, withoutSshd, type SshServer } from '../shell/sshServer.ts';

// startRun, watchRun and Target.end on every kind of target: each test runs on all of them.

let server: SshServer;
const hooks: (() => unknown)[] = [];
before(async () => {
  if (!withoutSshd)
    server = await startSshServer({
      after: (hook: () => unknown) => void hooks.push(hook),
    });
});
after(async () => {
  for (const hook of hooks) await hook();
});

interface Kind {
  readonly kind: string;
  readonly skip: string | false;
  readonly create: (test: TestContext, behaviour: string) => Promise<FakeRun>;
  /** The same target with a missing interpreter. */
  readonly withoutPython: (run: FakeRun) => ReadyTarget;
}

const kinds: readonly Kind[] = [
  {
    kind: 'local',
    skip: false,
    create: createLocalRun,
    withoutPython: () => localTargetWith({ path: '/nowhere/python' }, fakeTrainer),
  },
  {
    kind: 'ssh',
    skip: withoutSshd,
    create: (test, behaviour) => createFakeTargetRun(test, behaviour, { server }),
    withoutPython: (run) => {
      const { setting, connect } = run as FakeTargetRun;
      const trainerFolder = fakeTrainer;
      return sshTargetOf({ ...setting, python: '/nowhere/python' }, { connect, trainerFolder });
    },
  },
];

const isRunning = ({ status, started }: RunState): boolean =>
  status === 'running' && started !== undefined;
const toItsEnd = (): boolean => false;

async function readOnceThere(run: FakeRun, name: string): Promise<string> {
  const path = join(await run.there(), name);
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return text;
    await delay(30);
  }
}

const grandchildOf = async (run: FakeRun): Promise<number> =>
  Number(await readOnceThere(run, 'grandchild'));

for (const { kind, skip, create, withoutPython } of kinds) {
  const options = { skip, timeout: 120_000 };
  const posixOnly = {
    ...options,
    skip: process.platform === 'win32' ? 'process groups are POSIX' : skip,
  };
  const on = (what: string): string => `${kind}: ${what}`;

  test(on('the trainer leads its own session, and its late output arrives'), options, async (t) => {
    const run = await create(t, 'finish');
    const { pid } = await run.start();
    if (process.platform !== 'win32') {
      assert.equal((await processesOf().read(pid))?.group, pid);
    }
    const state = await waitForState(run, toItsEnd);
    assert.equal(state.status, 'finished');
    assert.match(await readFile(join(run.folder, 'trainer.log'), 'utf8'), /late words/);
    assert.equal((await readRunStatus(run.folder))?.exit, 0);
    assert.equal(await run.target.end(run.folder, {}), 'already over');
  });

  test(
    on('a second start is refused while the first runs, and does not affect it'),
    options,
    async (t) => {
      const run = await create(t, 'polite');
      const both = await Promise.allSettled([run.start(), run.start()]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      const refused = both.find((result) => result.status === 'rejected');
      assert.ok(refused?.reason instanceof UserError);
      assert.match(refused.reason.message, /being trained .*\(process \d+\)|being started already/);
      await waitForState(run, isRunning);
      assert.equal(await run.target.end(run.folder, {}), 'stopped by itself');
      const state = await waitForState(run, toItsEnd);
      assert.equal(state.status, 'cancelled');
      assert.equal((await readRunStatus(run.folder))?.state, 'cancelled');
    },
  );

  test(on('a cancelled run can be resumed without losing an event'), options, async (t) => {
    const run = await create(t, 'polite');
    for (let round = 0; round < 2; round++) {
      await run.start();
      await waitForState(run, isRunning);
      assert.equal(await run.target.end(run.folder, {}), 'stopped by itself');
    }
    const state = await waitForState(run, toItsEnd);
    assert.equal(state.status, 'cancelled');
    assert.equal(state.missed, 0);
  });

  test(on('a trainer that ignores the request is terminated'), posixOnly, async (t) => {
    const run = await create(t, 'terminable');
    await run.start();
    await waitForState(run, isRunning);
    const ending = { graceSeconds: 0.2 };
    assert.equal(await run.target.end(run.folder, ending), 'terminated');
    assert.equal((await waitForState(run, toItsEnd)).status, 'cancelled');
    assert.equal((await readRunStatus(run.folder))?.state, 'cancelled');
  });

  test(on('a trainer that ignores SIGTERM is killed with its children'), posixOnly, async (t) => {
    const run = await create(t, 'deaf');
    await run.start();
    const grandchild = await grandchildOf(run);
    const ending = { graceSeconds: 0.2, terminateSeconds: 0.5 };
    assert.equal(await run.target.end(run.folder, ending), 'killed');
    assert.equal(await processesOf().read(grandchild), undefined);
    assert.equal((await waitForState(run, toItsEnd)).status, 'cancelled');
  });

  test(on('children that outlive a cancelled trainer are ended, too'), posixOnly, async (t) => {
    const run = await create(t, 'orphan');
    await run.start();
    const grandchild = await grandchildOf(run);
    const ending = { graceSeconds: 2, terminateSeconds: 0.5 };
    assert.equal(await run.target.end(run.folder, ending), 'killed');
    assert.equal(await processesOf().read(grandchild), undefined);
    assert.equal((await waitForState(run, toItsEnd)).status, 'cancelled');
  });

  test(on('a later process with the same pid is never touched'), options, async (t) => {
    const run = await create(t, 'crash');
    await run.start();
    await waitForState(run, toItsEnd);
    // This very process, as if it had been given the pid of an earlier trainer.
    const reused = { v: 1, pid: process.pid, processStart: '1' };
    for (const [name, more] of [
      ['process.json', {}],
      ['status.json', { state: 'running', exit: null }],
    ] as const) {
      await writeFile(join(await run.there(), name), JSON.stringify({ ...reused, ...more }));
    }
    const ending = { graceSeconds: 0, terminateSeconds: 0 };
    assert.equal(await run.target.end(run.folder, ending), 'already over');
    assert.equal((await waitForState(run, toItsEnd)).failure?.code, 'died');
    await run.start();
  });

  test(on('waiting for a cancellation can be aborted'), options, async (t) => {
    const run = await create(t, 'terminable');
    const { pid } = await run.start();
    const giveUp = { signal: AbortSignal.timeout(200), graceSeconds: 5 };
    await assert.rejects(run.target.end(run.folder, giveUp), (error: Error) =>
      ['AbortError', 'TimeoutError'].includes(error.name),
    );
    assert.ok(await processesOf().read(pid), 'nothing is killed');
  });

  test(on('a missing Python is reported'), options, async (t) => {
    const run = await create(t, 'finish');
    await assert.rejects(startRun(run.folder, withoutPython(run)), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.remedy, 'set up trainer');
      return true;
    });
  });

  test(on('a flood of events arrives completely and in order'), options, async (t) => {
    const run = await create(t, 'flood');
    await run.start();
    const state = await waitForState(run, toItsEnd);
    assert.equal(state.status, 'finished');
    assert.equal(state.step, 20000);
    assert.equal(state.missed, 0);
    assert.equal(state.warnings.at(-1), 'Muhammad Yūsuf – 𝟙𝟘𝟘 %'.repeat(200));
  });

  test(
    on('a killed trainer fails with the end of its log, also in the next window'),
    options,
    async (t) => {
      const run = await create(t, 'half');
      const { pid } = await run.start();
      await waitForState(run, ({ started }) => started !== undefined);
      while (!(await readOnceThere(run, 'trainer.log')).includes('the very last')) await delay(30);
      const watching = waitForState(run, toItsEnd);
      process.kill(pid, 'SIGKILL');
      const state = await watching;
      assert.equal(state.status, 'failed');
      assert.deepEqual(state.failure, {
        code: 'died',
        parameters: { lastWords: 'behaving: half\nloading 99 %\nthe very last words' },
      });
      assert.equal((await readRunStatus(run.folder))?.state, 'failed');
      assert.deepEqual(await waitForState(run, toItsEnd), state);
    },
  );

  test(
    on('a trainer that dies before its first event fails with its traceback'),
    options,
    async (t) => {
      const run = await create(t, 'crash');
      await run.start();
      const { status, failure } = await waitForState(run, toItsEnd);
      assert.equal(status, 'failed');
      assert.equal(failure?.code, 'died');
      assert.match(String(failure.parameters.lastWords), /RuntimeError: nothing works/);
    },
  );

  test(on('a second watcher reads the same state from the folder'), options, async (t) => {
    const run = await create(t, 'polite');
    await run.start();
    const first = await waitForState(run, ({ started }) => started !== undefined);
    const second = await waitForState(run, ({ started }) => started !== undefined);
    assert.equal(second.status, 'running');
    assert.deepEqual(second, first);
  });

  test(on('a run prepared long ago is reported as never started'), options, async (t) => {
    const { folder, target } = await create(t, 'finish');
    const path = join(folder, 'run.json');
    const request = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...request, created: '2020-01-01T00:00:00.000Z' }));
    const states: RunState[] = [];
    const last = await watchRun(folder, (state) => states.push(state), { target });
    assert.deepEqual(
      states.map(({ status }) => status),
      ['starting', 'failed'],
    );
    assert.equal(last.failure?.code, 'never-started');
  });

  test(on('watching ends immediately when stopped, without further calls'), options, async (t) => {
    const { folder, target } = await create(t, 'finish');
    const stop = new AbortController();
    const states: RunState[] = [];
    const signal = stop.signal;
    const watching = watchRun(folder, (state) => states.push(state), { target, signal });
    stop.abort();
    assert.equal((await watching).status, 'starting');
    assert.deepEqual(states, []);
    assert.equal((await stat(folder)).isDirectory(), true);
  });
}
