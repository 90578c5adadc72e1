import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunState } from '../../../src/core/runState.ts';
import { readRunStatus } from '../../../src/host/runFolder.ts';
import { watchRun } from '../../../src/host/watchRun.ts';
import { createFakeRun, startFakeRun, waitForState } from './fakeRun.ts';

test('a flood of events arrives whole and in order', async (t) => {
  const folder = await createFakeRun(t, 'flood');
  await startFakeRun(folder);
  const state = await waitForState(folder, () => false);
  assert.equal(state.status, 'finished');
  assert.equal(state.step, 20000);
  assert.equal(state.missed, 0);
  assert.equal(state.warnings.at(-1), 'Muhammad Yūsuf – 𝟙𝟘𝟘 %'.repeat(200));
});

test('a trainer killed from outside fails with its last words, also after a restart', async (t) => {
  const folder = await createFakeRun(t, 'half');
  const { pid } = await startFakeRun(folder);
  await waitForState(folder, ({ started }) => started !== undefined);
  while (!(await readFile(join(folder, 'trainer.log'), 'utf8')).includes('the very last')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const watching = waitForState(folder, () => false);
  process.kill(pid, 'SIGKILL');
  const state = await watching;
  assert.equal(state.status, 'failed');
  assert.deepEqual(state.failure, {
    code: 'died',
    parameters: { lastWords: 'behaving: half\nloading 99 %\nthe very last words' },
  });
  const status = await readRunStatus(folder);
  assert.equal(status?.state, 'failed');
  assert.equal(status.pid, pid);
  assert.deepEqual(await waitForState(folder, () => false), state);
});

test('a trainer that dies before its first event fails with its traceback', async (t) => {
  const folder = await createFakeRun(t, 'crash');
  await startFakeRun(folder);
  const { status, failure } = await waitForState(folder, () => false);
  assert.equal(status, 'failed');
  assert.equal(failure?.code, 'died');
  assert.match(String(failure.parameters.lastWords), /RuntimeError: nothing works/);
});

test('a second watcher sees what the first saw, from the folder alone', async (t) => {
  const folder = await createFakeRun(t, 'polite');
  await startFakeRun(folder);
  const first = await waitForState(folder, ({ started }) => started !== undefined);
  const second = await waitForState(folder, ({ started }) => started !== undefined);
  assert.equal(second.status, 'running');
  assert.deepEqual(second, first);
});

test('a run that was prepared long ago and never started says so', async (t) => {
  const folder = await createFakeRun(t, 'finish');
  const path = join(folder, 'run.json');
  const request = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...request, created: '2020-01-01T00:00:00.000Z' }));
  const states: RunState[] = [];
  const last = await watchRun(folder, (state) => states.push(state));
  assert.deepEqual(
    states.map(({ status }) => status),
    ['starting', 'failed'],
  );
  assert.equal(last.failure?.code, 'never-started');
});

test('watching ends at once when stopped, and says nothing afterwards', async (t) => {
  const folder = await createFakeRun(t, 'finish');
  const stop = new AbortController();
  const states: RunState[] = [];
  const watching = watchRun(folder, (state) => states.push(state), stop.signal);
  stop.abort();
  assert.equal((await watching).status, 'starting');
  assert.deepEqual(states, []);
});
