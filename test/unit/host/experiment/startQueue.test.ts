import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import { readQueue } from '../../../../src/host/experiment/controls.ts';
import type { OpenExperiment } from '../../../../src/host/experiment/experimentFolder.ts';
import { isInterrupted, startQueue } from '../../../../src/host/experiment/startQueue.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import { fakeTrainer } from '../run/fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { allChildren, endedOnce, endsOf, eventsOf, fakeExperiment } from './fakeExperiment.ts';

const options = {
  timeout: 120_000,
  skip: process.platform === 'win32' && 'the stand-in for Python is a shell script',
};

/** An interpreter that runs the fake trainer, whichever is asked for. */
async function fakePython(t: TestContext): Promise<string> {
  const path = join(await temporaryFolder(t), 'python');
  await writeFile(path, `#!/bin/sh\ncd '${fakeTrainer}' && PYTHONPATH= exec python3 "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** An experiment whose base is a folder named after a behaviour of the fake trainer. */
async function withBaseFolder(t: TestContext, behaviour: string): Promise<OpenExperiment> {
  const open = await fakeExperiment(t, { base: `./${behaviour}` });
  await mkdir(join(open.workspace, behaviour));
  await writeFile(join(open.workspace, behaviour, 'config.json'), '{}');
  return open;
}

/** Kills the process that holds an experiment. */
async function killQueue({ folder }: OpenExperiment): Promise<void> {
  const { pid } = JSON.parse(await readFile(join(folder, 'starting'), 'utf8')) as { pid: number };
  assert.notEqual(pid, process.pid);
  process.kill(-pid, 'SIGKILL');
}

const isDone = async ({ folder }: OpenExperiment): Promise<boolean> =>
  (await readQueue(folder))?.state === 'done';

test(
  'a queue is a process of its own, and one that is killed is known as interrupted and goes on',
  options,
  async (t) => {
    const open = await withBaseFolder(t, 'answer-slowly');
    const settings = { python: await fakePython(t), targets: {}, again: false };
    await startQueue(open.folder, settings);
    await until('the first run trains', async () => {
      const [child] = await allChildren(open);
      return child !== undefined && (await eventsOf(child).catch(() => [])).length > 4;
    });
    await assert.rejects(startQueue(open.folder, settings), UserError);
    assert.equal(await isInterrupted(open.folder), false);
    await killQueue(open);
    await until('its end is seen', () => isInterrupted(open.folder));
    await startQueue(open.folder, settings);
    await until('all is done', () => isDone(open));
    const children = await allChildren(open);
    assert.equal(children.length, 4);
    for (const child of children) assert.deepEqual(await endsOf(child), endedOnce);
    assert.equal((await readResults(open.folder)).size, 4);
  },
);

test('an experiment that came with a folder is never taken for interrupted', options, async (t) => {
  const open = await withBaseFolder(t, 'answer-slowly');
  await startQueue(open.folder, { python: await fakePython(t), targets: {}, again: false });
  // Its lock says so a moment before its state.
  await until('the queue says that it runs', async () =>
    (await readFile(join(open.folder, 'queue.json'), 'utf8')).includes('"running"'),
  );
  await killQueue(open);
  await until('its end is seen', () => isInterrupted(open.folder));
  const copy = join(await temporaryFolder(t), '.cricket-lora', 'experiments', 'fake');
  await mkdir(dirname(copy), { recursive: true });
  await cp(open.folder, copy, { recursive: true });
  assert.equal((await readQueue(copy))?.state, 'interrupted');
  assert.equal(await isInterrupted(copy), false);
});

test('a queue that cannot begin says why', options, async (t) => {
  const open = await fakeExperiment(t, { targets: 'a host;rm' });
  await assert.rejects(
    startQueue(open.folder, { python: 'python3', targets: {}, again: false }),
    /cannot be a host/,
  );
  assert.equal((await allChildren(open)).length, 0);
});
