import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { standingOf } from '../../../../src/host/boards/followRun.ts';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import { readQueue } from '../../../../src/host/experiment/controls.ts';
import type { OpenExperiment } from '../../../../src/host/experiment/experimentFolder.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { rayPlace } from '../../../../src/host/experiment/rayPlace.ts';
import { isInterrupted, startQueue } from '../../../../src/host/experiment/startQueue.ts';
import { stepsOnTensorBoard, stepsTold, trainerPython } from '../boards/tensorBoard.ts';
import { allChildren, endsOf, fakeExperiment } from './fakeExperiment.ts';
import { loseMachine, startsOf, until } from './loseMachine.ts';
import { rayCluster } from './rayCluster.ts';

const python = trainerPython;
const minutes = 60_000;

const finished = async (open: OpenExperiment): Promise<number> =>
  (await allChildren(open)).filter(({ ended }) => ended?.status === 'finished').length;

const killQueue = async ({ folder }: OpenExperiment): Promise<void> => {
  const { pid } = JSON.parse(await readFile(join(folder, 'starting'), 'utf8')) as { pid: number };
  process.kill(-pid, 'SIGKILL');
};

test(
  'on a Ray cluster every run ends once, though a worker, the head and the queue are killed on the way',
  { timeout: 7.5 * minutes },
  async (t) => {
    const open = await fakeExperiment(t, {
      base: 'embedded',
      recipe: { rank: [8, 16], epochs: 60, stopAtRecall: false, checkpointEvery: 2 },
      dataset: { statistics: ['runs', 'matches'] },
      seeds: [1, 2, 3, 4],
      targets: ['lab'],
    });
    t.after(() => killQueue(open).catch(() => undefined));
    const cluster = await rayCluster(t);
    await cluster.startHead();
    for (let count = 0; count < 2; count++) await cluster.startWorker();
    const targets = { lab: { ray: cluster.address, runsAtOnce: 2 } };
    const boards = { names: ['tensorboard'] as const, python };
    await startQueue(open.folder, { python, targets, again: false, boards });

    await loseMachine(open, async ({ pid }) => {
      await cluster.killMachineOf(pid);
      await cluster.startWorker();
    });

    await until(async () => (await finished(open)) >= 2);
    await killQueue(open);
    await until(() => isInterrupted(open.folder));
    await startQueue(open.folder, { python, targets, again: false, boards });

    await until(async () => (await finished(open)) >= 4);
    await loseMachine(open, async () => {
      await cluster.killHead();
      await cluster.startHead();
      for (let count = 0; count < 2; count++) await cluster.startWorker();
    });

    await until(async () => (await readQueue(open.folder))?.state !== 'running');
    assert.deepEqual(await readQueue(open.folder), { state: 'done', problems: [] });
    const children = await allChildren(open);
    assert.equal(children.length, 8);
    assert.equal(new Set(children.map(({ request }) => request.experiment?.point)).size, 8);
    let resumed = 0;
    for (const child of children) {
      const { finished: ends, gaps, doubled } = await endsOf(child);
      const starts = (await startsOf(child.folder)).length;
      assert.deepEqual({ ends, gaps }, { ends: 1, gaps: 0 }, child.id);
      // What a lost machine had done since its last checkpoint is done again, and told so.
      if (starts === 1) assert.equal(doubled, 0, child.id);
      else resumed++;
      assert.equal(child.request.via, 'lab');
      // Its board forgets what is told again.
      await until(async () => (await standingOf(child)) === 'taken');
      const told = new Set(await stepsTold(child.folder));
      assert.deepEqual(await stepsOnTensorBoard(dirname(open.runsFolder), child.folder), [...told]);
    }
    assert.ok(resumed >= 1);
    assert.equal((await readResults(open.folder)).size, 8);
  },
);

test(
  'a cluster that cannot be reached is said, and no run is begun',
  { timeout: 2 * minutes },
  async (t) => {
    const open = await fakeExperiment(t, { base: 'embedded', targets: ['lab'] });
    const setting = { name: 'lab', address: 'ray://127.0.0.1:9', python, runsAtOnce: 1 };
    await assert.rejects(
      runQueue(open, { places: [rayPlace(setting, python)] }),
      /The Ray cluster lab/,
    );
    assert.equal((await allChildren(open)).length, 0);
  },
);
