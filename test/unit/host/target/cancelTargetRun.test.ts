import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { processesOf } from '../../../../src/host/processIdentity.ts';
import { cancelTargetRun } from '../../../../src/host/target/cancelTargetRun.ts';
import {
  createFakeTargetRun,
  quickBackOff,
  until,
  watchFake,
  type FakeTargetRun,
} from './fakeTargetRun.ts';
import { withoutSshd } from './sshServer.ts';

const options = { skip: withoutSshd, timeout: 240_000 };

const cancel = ({ folder, connect }: FakeTargetRun, graceSeconds = 20, terminateSeconds = 10) =>
  cancelTargetRun(folder, { connect, graceSeconds, terminateSeconds, backOff: quickBackOff });

async function grandchildOf(run: FakeTargetRun): Promise<number> {
  const path = join(await run.there(), 'grandchild');
  let text = '';
  await until('a grandchild', async () => {
    text = await readFile(path, 'utf8').catch(() => '');
    return text !== '';
  });
  return Number(text);
}

const isTraining = async (run: FakeTargetRun) => {
  const seen = watchFake(run);
  await until('training', () => seen.states.at(-1)?.started !== undefined);
  return seen;
};

test('polite: it saves, stops, and can be taken up again', options, async (t) => {
  const run = await createFakeTargetRun(t, 'polite');
  for (let round = 0; round < 2; round++) {
    const { pid } = await run.start();
    const seen = await isTraining(run);
    assert.equal((await processesOf().read(pid))?.group, pid, 'a session of its own');
    assert.equal(await cancel(run), 'stopped by itself');
    const state = await seen.end;
    assert.deepEqual([state.status, state.missed], ['cancelled', 0]);
  }
  assert.equal(await cancel(run), 'already over');
});

test(
  'deaf: killed with its grandchild, though the connection goes meanwhile',
  options,
  async (t) => {
    const run = await createFakeTargetRun(t, 'deaf');
    await run.start();
    const seen = await isTraining(run);
    const grandchild = await grandchildOf(run);
    const cancelling = cancel(run, 1, 1);
    const cutting = setTimeout(() => {
      run.server.wire.cut();
    }, 1200);
    t.after(() => {
      clearTimeout(cutting);
    });
    // Cut off, it is asked again: by then the host may have carried it out.
    assert.ok(['killed', 'already over'].includes(await cancelling));
    assert.equal(await processesOf().read(grandchild), undefined);
    assert.equal((await seen.end).status, 'cancelled');
  },
);

test('children that outlive a trainer which stopped as asked are ended too', options, async (t) => {
  const run = await createFakeTargetRun(t, 'orphan');
  await run.start();
  const seen = await isTraining(run);
  const grandchild = await grandchildOf(run);
  assert.equal(await cancel(run, 2, 0.5), 'killed');
  assert.equal(await processesOf().read(grandchild), undefined);
  assert.equal((await seen.end).status, 'cancelled');
});

test('another process that was given the same pid is never touched', options, async (t) => {
  const run = await createFakeTargetRun(t, 'finish');
  await run.start();
  const seen = watchFake(run);
  assert.equal((await seen.end).status, 'finished');
  // This very process, as if it had been given the pid of a trainer that started earlier.
  const reused = JSON.stringify({ v: 1, pid: process.pid, processStart: '1', state: 'running' });
  for (const name of ['process.json', 'status.json']) {
    await writeFile(join(await run.there(), name), reused);
  }
  assert.equal(await cancel(run, 0, 0), 'already over');
});

test('a trainer that dies without a word is told so, with its last words', options, async (t) => {
  const run = await createFakeTargetRun(t, 'crash');
  await run.start();
  const state = await watchFake(run).end;
  assert.equal(state.failure?.code, 'died');
  assert.match(String(state.failure.parameters.lastWords), /nothing works/);
  // After a reload nobody needs to be asked: the folder here tells the same.
  await run.server.stop();
  assert.deepEqual((await watchFake(run).end).failure, state.failure);
});
