import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { conclude } from '../../../../src/core/experiment/conclusion.ts';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import { collectResults } from '../../../../src/host/experiment/collectResults.ts';
import { readQueue } from '../../../../src/host/experiment/controls.ts';
import { prepareRuns } from '../../../../src/host/experiment/prepareRuns.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { runProcess } from '../../../../src/host/process/runProcess.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import { allChildren, endedOnce, endsOf, fakeExperiment, fakePlace } from './fakeExperiment.ts';

const options = { timeout: 120_000 };
const trainer = resolve('test/fixtures/fake-trainer');

const trainByHand = async (folder: string): Promise<void> => {
  const { exit, lastLines } = await runProcess(
    'python3',
    ['-m', 'cricket_lora', join(folder, 'run.json')],
    { cwd: trainer },
  );
  assert.equal(exit, 0, lastLines.join('\n'));
};

test(
  'runs that were prepared, trained elsewhere and brought home are concluded from',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: '/elsewhere/answer' });
    const folders = await prepareRuns(open);
    assert.equal(folders.length, 4);
    const elsewhere = await temporaryFolder(t);
    for (const folder of folders.slice(1)) {
      const there = join(elsewhere, basename(folder));
      await cp(folder, there, { recursive: true });
      await trainByHand(there);
      await rm(folder, { recursive: true });
      await cp(there, folder, { recursive: true });
    }
    assert.deepEqual(await collectResults(open), []);
    assert.deepEqual(await prepareRuns(open), folders.slice(0, 1));
    const { effects } = conclude(open.grid, await readResults(open.folder));
    const heldOut = effects.find(({ metric }) => metric === 'held-out');
    // The fake trainer recalls held-out phrasings with a rank above 8 alone.
    assert.deepEqual([heldOut?.value, heldOut?.runs, heldOut?.planned], [1, 2, 4]);
  },
);

test('a queue goes on with runs that were prepared, each in its folder', options, async (t) => {
  const open = await fakeExperiment(t, { base: '/elsewhere/answer', seeds: 1 });
  const folders = await prepareRuns(open);
  await trainByHand(folders[0] ?? '');
  await runQueue(open, { places: [fakePlace(2)] });
  const children = await allChildren(open);
  assert.deepEqual(children.map(({ folder }) => folder).sort(), folders.sort());
  for (const child of children) assert.deepEqual(await endsOf(child), endedOnce);
  assert.equal((await readResults(open.folder)).size, 2);
});

test('an experiment that runs is not prepared', options, async (t) => {
  const open = await fakeExperiment(t, {
    base: 'answer-slowly',
    recipe: { rank: 8 },
    seeds: 1,
  });
  const running = runQueue(open, { places: [fakePlace()] });
  await until('it runs', async () => (await readQueue(open.folder))?.state === 'running');
  await assert.rejects(prepareRuns(open), /is running already/);
  await running;
  assert.equal((await allChildren(open)).length, 1);
});
