import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { processesOf } from '../../../../src/host/process/processIdentity.ts';
import { SignInNeeded } from '../../../../src/host/shell/connectSsh.ts';
import { Connections } from '../../../../src/host/shell/connections.ts';
import { sshTarget } from '../../../../src/host/target/sshTarget.ts';
import { watchRun } from '../../../../src/host/run/watchRun.ts';
import {
  compareEvents,
  createFakeTargetRun,
  quickBackOff,
  until,
  watchFake,
  type FakeTargetRun,
  type Seen,
} from './fakeRemoteRun.ts';
import { startSshServer, withoutSshd } from '../shell/sshServer.ts';
import { makeUser, withoutUsers } from '../shell/temporaryUser.ts';

const window = process.env.CRICKET_LORA_TEST_WINDOW;
if (window === undefined) tests();
else void beWindow(JSON.parse(window) as { folder: string; host: string; configFile: string });

/** This file again, as the process of a window to be killed. */
async function beWindow({
  folder,
  host,
  configFile,
}: Record<'folder' | 'host' | 'configFile', string>) {
  const connect = new Connections({ configFile, aliveSeconds: 1 }).to({ host });
  const target = sshTarget({ connect, backOff: quickBackOff });
  await watchRun(folder, () => undefined, { target });
}

interface Row {
  readonly cut: string;
  readonly times: number;
  readonly events: number;
  readonly lost: number;
  readonly doubled: number;
  readonly 'trainers started': number;
  readonly 'runs finished': number;
  readonly seen: string;
}

function tests() {
  const rows: Row[] = [];
  after(() => {
    console.log('What was cut, and what survived:');
    console.table(rows);
  });
  const options = { skip: withoutSshd, timeout: 240_000 };
  const withUser = { ...options, skip: withoutSshd || withoutUsers };

  /** The run has finished once, locally and on the host, with no event missing or repeated. */
  async function survives(cut: string, run: FakeTargetRun, seen: Seen, others = 0) {
    const state = await seen.end;
    assert.equal(state.status, 'finished');
    assert.equal(state.missed, 0);
    const compared = await compareEvents(run);
    assert.deepEqual(
      { ...compared, events: 0 },
      { isSame: true, events: 0, gaps: 0, started: 1, finished: 1 },
    );
    const name = join('adapter', 'adapter_model.safetensors');
    assert.deepEqual(
      await readFile(join(run.folder, name)),
      await readFile(join(await run.there(), name)),
    );
    assert.ok(!(await readdir(run.folder)).includes('.incoming'));
    rows.push({
      cut,
      times: run.server.wire.cuts() + others,
      events: compared.events,
      lost: state.missed,
      doubled: compared.gaps,
      'trainers started': compared.started,
      'runs finished': compared.finished,
      seen: seen.connections.join(' → '),
    });
  }

  const isTraining = async (t: TestContext) => {
    const run = await createFakeTargetRun(t, 'guided');
    await run.start();
    const seen = watchFake(run);
    await until('training', () => (seen.states.at(-1)?.step ?? 0) > 3);
    return { run, seen };
  };

  test('a run without interruptions', options, async (t) => {
    const { run, seen } = await isTraining(t);
    await run.letFinish();
    await survives('nothing', run, seen);
    assert.deepEqual(seen.connections, ['connected', 'bringing home', 'connected']);
    // The end was reported only once the results were here.
    const first = seen.states.find(({ status }) => status === 'finished');
    assert.ok(first && (await stat(join(run.folder, 'predictions.jsonl'))).isFile());
  });

  test('a run survives a lost connection during the upload', options, async (t) => {
    const run = await createFakeTargetRun(t, 'guided', { adapterBytes: 16_000_000 });
    const { wire } = run.server;
    let cuts = 0;
    wire.cutAfter(5_000_000);
    const { uploaded } = await run.start({
      onLost: () => {
        cuts++;
        if (cuts < 3) wire.cutAfter(5_000_000);
      },
    });
    assert.equal(cuts, 3);
    // Received data was not sent again, except what had left here but was not written there: at
    // most ssh's window of 2 MB each time.
    assert.ok(wire.sent() < 24_000_000, `${wire.sent()} bytes for 16 MB in four parts`);
    assert.ok(uploaded && uploaded.total > 16_000_000);
    const seen = watchFake(run);
    await run.letFinish();
    await survives('upload', run, seen);
  });

  test(
    'a run survives a silent connection during training, longer than every timeout',
    options,
    async (t) => {
      const { run, seen } = await isTraining(t);
      run.server.wire.pull();
      await until('reconnecting', () => seen.connections.at(-1) === 'reconnecting');
      const attempts = run.server.wire.attempts();
      await until('an attempt times out', () => run.server.wire.attempts() >= attempts + 2);
      assert.equal(seen.connections.at(-1), 'reconnecting');
      assert.equal(seen.states.at(-1)?.status, 'running', 'silence is no failure');
      run.server.wire.plug();
      await until('connected', () => seen.connections.at(-1) === 'connected');
      await run.letFinish();
      await survives('training', run, seen);
      assert.deepEqual(seen.connections.slice(0, 3), ['connected', 'reconnecting', 'connected']);
    },
  );

  test('a run survives repeated cuts during the download', options, async (t) => {
    const { run, seen } = await isTraining(t);
    const { wire } = run.server;
    wire.cutAfter(700_000, 3);
    await run.letFinish();
    await survives('download', run, seen);
    assert.equal(wire.cuts(), 3);
    assert.ok(seen.connections.includes('reconnecting'));
  });

  test('a cancellation is completed after a lost connection', options, async (t) => {
    const run = await createFakeTargetRun(t, 'deaf');
    await run.start();
    const seen = watchFake(run);
    const grandchild = join(await run.there(), 'grandchild');
    await until(
      'a grandchild',
      async () => (await readFile(grandchild, 'utf8').catch(() => '')) !== '',
    );
    const pid = Number(await readFile(grandchild, 'utf8'));
    const cancelling = run.target.end(run.folder, { graceSeconds: 1, terminateSeconds: 1 });
    const asked = join(await run.there(), 'cancel');
    await until('the host was asked', () => existsSync(asked));
    run.server.wire.cut();
    // After a cut the request is repeated; the host may have completed it by then.
    const outcome = await cancelling;
    assert.ok(['killed', 'already over'].includes(outcome), outcome);
    assert.equal(await processesOf().read(pid), undefined);
    const { status, missed } = await seen.end;
    assert.equal(status, 'cancelled');
    const { events, gaps, started, finished } = await compareEvents(run);
    assert.deepEqual(
      { missed, gaps, started, finished },
      { missed: 0, gaps: 0, started: 1, finished: 0 },
    );
    rows.push({
      cut: 'cancellation',
      times: run.server.wire.cuts(),
      events,
      lost: missed,
      doubled: gaps,
      'trainers started': started,
      'runs finished': finished,
      seen: seen.connections.join(' → '),
    });
  });

  test('a run survives a restart of the server on another port', options, async (t) => {
    const { run, seen } = await isTraining(t);
    await run.server.stop();
    await until('reconnecting', () => seen.connections.at(-1) === 'reconnecting');
    const attempts = run.server.wire.attempts();
    await until('an attempt fails', () => run.server.wire.attempts() >= attempts + 2);
    await run.server.start();
    await until('connected', () => seen.connections.at(-1) === 'connected');
    await run.letFinish();
    await survives('server', run, seen, 1);
  });

  test('a new window misses nothing after the old one was killed', options, async (t) => {
    const run = await createFakeTargetRun(t, 'guided');
    await run.start();
    for (let round = 0; round < 2; round++) {
      const child = spawnWindow(run);
      const size = (await stat(join(run.folder, 'events.jsonl')).catch(() => ({ size: 0 }))).size;
      await until('events here', async () => {
        const now = await stat(join(run.folder, 'events.jsonl')).catch(() => ({ size: 0 }));
        return now.size > size + 500;
      });
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    await run.letFinish();
    await until('the end without a window', async () => {
      const status = await readFile(join(await run.there(), 'status.json'), 'utf8');
      return (JSON.parse(status) as { state: string }).state !== 'running';
    });
    await survives('window', run, watchFake(run), 2);
  });

  test('two windows that follow one run both see its end', options, async (t) => {
    const { run, seen } = await isTraining(t);
    const other = { ...run, connect: new Connections(run.server.options).to(run.setting) };
    const otherSeen = watchFake(other);
    await until('both', () => (otherSeen.states.at(-1)?.step ?? 0) > 3);
    await assert.rejects(run.start(), /already being trained on .* \(process \d+\)/);
    await run.letFinish();
    const [one, two] = await Promise.all([seen.end, otherSeen.end]);
    assert.equal(one.lastSeq, two.lastSeq);
    assert.equal(two.missed, 0);
    (await other.connect()).close();
    await survives('nothing, two windows', run, seen);
  });

  test(
    'after a cut from a host with a password, the next login sees the end',
    withUser,
    async (t) => {
      const server = await startSshServer(t, { server: ['PasswordAuthentication yes'] });
      const user = await makeUser(t);
      const run = await createFakeTargetRun(t, 'guided', { server, user });
      const person = () => Promise.resolve(user.password);
      await run.signIn(person);
      await run.start();
      const seen = watchFake(run);
      await until('training', () => (seen.states.at(-1)?.step ?? 0) > 3);
      server.wire.cut();
      await until('sign-in needed', () => seen.connections.at(-1) === 'sign-in needed');
      // No retries meanwhile: each would be another failed login in the host's log. Another window's
      // login takes longer than the pause before a retry.
      const attempts = server.wire.attempts();
      const elsewhere = new Connections(server.options).to(run.setting);
      await assert.rejects(elsewhere(), { constructor: SignInNeeded });
      assert.equal(server.wire.attempts(), attempts + 1);
      assert.equal(seen.states.at(-1)?.status, 'running', 'no failure of the run');
      await run.signIn(person);
      await until('connected', () => seen.connections.at(-1) === 'connected');
      await run.letFinish();
      await survives('training, password host', run, seen);
    },
  );

  function spawnWindow({ folder, server }: FakeTargetRun) {
    const { host, options: ssh } = server;
    const child = spawn(process.execPath, [process.argv[1] ?? ''], {
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        // The remains of a killed window are removed with the test.
        TMPDIR: server.folder,
        CRICKET_LORA_TEST_WINDOW: JSON.stringify({ folder, host, configFile: ssh.configFile }),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return child;
  }
}
