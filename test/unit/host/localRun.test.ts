import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../../src/core/userError.ts';
import { cancelRun } from '../../../src/host/localRun.ts';
import { processesOf } from '../../../src/host/processIdentity.ts';
import { readRunStatus } from '../../../src/host/runFolder.ts';
import { findTrainer } from '../../../src/host/runProcesses.ts';
import { createFakeRun, startFakeRun, waitForState } from './fakeRun.ts';

const posixOnly = { skip: process.platform === 'win32' && 'process groups are POSIX' };
const isRunning = ({ status, started }: { status: string; started: unknown }): boolean =>
  status === 'running' && started !== undefined;

const grandchildOf = async (folder: string): Promise<number> => {
  const path = join(folder, 'grandchild');
  while ((await stat(path).catch(() => undefined))?.size === undefined) await delay(50);
  await delay(50);
  return Number(await readFile(path, 'utf8'));
};

test('the trainer leads a session of its own, and its late words reach the log', async (t) => {
  const folder = await createFakeRun(t, 'finish');
  const { pid } = await startFakeRun(folder);
  if (process.platform !== 'win32') assert.equal((await processesOf().read(pid))?.group, pid);
  const state = await waitForState(folder, () => false);
  assert.equal(state.status, 'finished');
  assert.match(await readFile(join(folder, 'trainer.log'), 'utf8'), /late words/);
  assert.equal((await readRunStatus(folder))?.exit, 0);
  assert.equal(await cancelRun(folder), 'already over');
});

test('a second start is refused while the first runs, and leaves it alone', async (t) => {
  const folder = await createFakeRun(t, 'polite');
  const both = await Promise.allSettled([startFakeRun(folder), startFakeRun(folder)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const refused = both.find((result) => result.status === 'rejected');
  assert.ok(refused?.reason instanceof UserError);
  assert.match(refused.reason.message, /being trained already \(process \d+\)/);
  await waitForState(folder, isRunning);
  assert.equal(await cancelRun(folder), 'stopped by itself');
  const state = await waitForState(folder, () => false);
  assert.equal(state.status, 'cancelled');
  assert.equal((await readRunStatus(folder))?.state, 'cancelled');
});

test('a cancelled run can be taken up again', async (t) => {
  const folder = await createFakeRun(t, 'polite');
  for (let round = 0; round < 2; round++) {
    await startFakeRun(folder);
    await waitForState(folder, isRunning);
    assert.equal(await cancelRun(folder), 'stopped by itself');
  }
  const state = await waitForState(folder, () => false);
  assert.equal(state.status, 'cancelled');
  assert.equal(state.missed, 0);
});

test('a trainer that does not look at the request is terminated', posixOnly, async (t) => {
  const folder = await createFakeRun(t, 'terminable');
  await startFakeRun(folder);
  await waitForState(folder, isRunning);
  assert.equal(await cancelRun(folder, { graceSeconds: 0.2 }), 'terminated');
  assert.equal((await waitForState(folder, () => false)).status, 'cancelled');
  assert.equal((await readRunStatus(folder))?.state, 'cancelled');
});

test('a trainer deaf to SIGTERM is killed with its children', posixOnly, async (t) => {
  const folder = await createFakeRun(t, 'deaf');
  await startFakeRun(folder);
  const grandchild = await grandchildOf(folder);
  const outcome = await cancelRun(folder, { graceSeconds: 0.2, terminateSeconds: 0.5 });
  assert.equal(outcome, 'killed');
  assert.equal(await processesOf().read(grandchild), undefined);
});

test(
  'children that outlive a trainer which stopped as asked are ended too',
  posixOnly,
  async (t) => {
    const folder = await createFakeRun(t, 'orphan');
    await startFakeRun(folder);
    const grandchild = await grandchildOf(folder);
    const outcome = await cancelRun(folder, { graceSeconds: 2, terminateSeconds: 0.5 });
    assert.equal(outcome, 'killed');
    assert.equal(await processesOf().read(grandchild), undefined);
    assert.equal((await waitForState(folder, () => false)).status, 'cancelled');
  },
);

test('another process that was given the same pid is never touched', async (t) => {
  const folder = await createFakeRun(t, 'polite');
  // This very process, as if it had been given the pid of a trainer that started earlier.
  const reused = { v: 1, pid: process.pid, processStart: '1' };
  await writeFile(join(folder, 'process.json'), JSON.stringify(reused));
  await writeFile(join(folder, 'status.json'), JSON.stringify({ ...reused, state: 'running' }));
  assert.equal(await findTrainer(folder), undefined);
  assert.equal(await cancelRun(folder, { graceSeconds: 0, terminateSeconds: 0 }), 'already over');
  assert.equal((await waitForState(folder, () => false)).failure?.code, 'died');
  await startFakeRun(folder);
});

test('waiting for a cancellation can be given up', async (t) => {
  const folder = await createFakeRun(t, 'terminable');
  await startFakeRun(folder);
  await assert.rejects(cancelRun(folder, { signal: AbortSignal.timeout(200) }), {
    name: 'AbortError',
  });
  assert.ok(await findTrainer(folder));
});

test('Python that is not there is said so', async (t) => {
  const folder = await createFakeRun(t, 'finish');
  const { startRun } = await import('../../../src/host/localRun.ts');
  await assert.rejects(startRun(folder, { path: '/nowhere/python' }), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.remedy, 'set up trainer');
    return true;
  });
});
