/** An experiment that came with a repository: its files lie, lead elsewhere, or have no end. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import type { ChildResult } from '../../src/core/experiment/childResult.ts';
import { initialRunState } from '../../src/core/run/runState.ts';
import { writeSummary } from '../../src/host/experiment/childSummaries.ts';
import { collectResults } from '../../src/host/experiment/collectResults.ts';
import { readQueue } from '../../src/host/experiment/controls.ts';
import { listExperiments, openExperiment } from '../../src/host/experiment/experimentFolder.ts';
import { readConclusion, readPicture } from '../../src/host/experiment/experimentPicture.ts';
import { followQueueLog } from '../../src/host/experiment/followQueueLog.ts';
import { isInterrupted } from '../../src/host/experiment/startQueue.ts';
import { attempts, holds, longestFreeze, processorTime, Treasure } from './attack.ts';
import { allEnd } from './allEnd.ts';

const posix = { skip: process.platform === 'win32' && 'a system with links and devices' };
const id = '20261123-030000-recall';
const request = JSON.parse(readFileSync('test/fixtures/run.json', 'utf8')) as object;

const experiment = { v: 1, name: 'E', table: 'table.csv', base: '/m', recipe: { rank: [8, 64] } };
const identity = { pid: 4242, processStart: '1' };
const finished = {
  ...{ v: 1, seq: 0, time: '2026-11-23T03:00:00.000Z', type: 'finished', reason: 'cap' },
  ...{ trainingSeconds: 1, seconds: 1 },
};

/** One with a run that has finished, none of it made by this machine. */
async function workspace(t: TestContext) {
  const treasure = new Treasure();
  t.after(() => {
    treasure.remove();
  });
  const top = join(treasure.folder, 'w');
  const folder = join(top, '.cricket-lora', 'experiments', 'e');
  const run = join(top, '.cricket-lora', 'runs', id);
  for (const one of [run, join(folder, 'results'), join(folder, 'summaries')])
    mkdirSync(one, { recursive: true });
  const precious = join(treasure.folder, 'precious');
  writeFileSync(precious, 'precious');
  writeFileSync(join(top, 'table.csv'), 'Player,Mat,Runs\nA Able,10,1000\n');
  const path = join(folder, 'experiment.json');
  writeFileSync(path, JSON.stringify(experiment));
  const point = (await openExperiment(folder)).grid.points[0]?.key ?? '';
  const belongs = { ...request, id, experiment: { name: 'e', point } };
  const files: Readonly<Record<string, unknown>> = {
    'experiment.json': experiment,
    [`results/${id}.json`]: {
      ...{ v: 1, run: id, point, facts: ['a'] },
      tallies: { train: { questions: [3], exact: [1] } },
    },
    [`summaries/${id}.json`]: {
      v: 1,
      run: id,
      point,
      stamp: '',
      values: { trained: 1 },
      curve: [],
    },
    'queue.json': { v: 1, state: 'running', problems: [] },
    'begun.json': { v: 1, id: '1' },
    starting: { ...identity },
    'queue.log': 'a\n',
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), JSON.stringify(content));
  writeFileSync(join(run, 'run.json'), JSON.stringify(belongs));
  writeFileSync(
    join(run, 'status.json'),
    JSON.stringify({ v: 1, state: 'finished', ...identity, exit: 0 }),
  );
  writeFileSync(join(run, 'events.jsonl'), `${JSON.stringify(finished)}\n`);
  return { treasure, top, folder, run, precious, names: Object.keys(files) };
}

/** Everything that a window does about an experiment without being asked, and a report. */
async function lookAtAll(top: string, folder: string): Promise<void> {
  const looks: (() => Promise<unknown>)[] = [
    () => listExperiments(top),
    () => readPicture(folder),
    () => readConclusion(folder, 'trained'),
    () => readQueue(folder),
    () => isInterrupted(folder),
    async () => (await followQueueLog(folder))(),
    async () => collectResults(await openExperiment(folder)),
  ];
  await allEnd(looks);
}

test('what an experiment’s links lead to is neither shown nor written', posix, async (t) => {
  const { names } = await workspace(t);
  for (const name of [...names, 'results', 'summaries']) {
    await holds('a link in an experiment', async () => {
      const { treasure, top, folder, precious } = await workspace(t);
      rmSync(join(folder, name), { recursive: true });
      symlinkSync(
        name.includes('.') || name === 'starting' ? precious : treasure.folder,
        join(folder, name),
      );
      const before = treasure.picture();
      await lookAtAll(top, folder);
      assert.equal(treasure.picture(), before);
    });
  }
});

test('summaries behind a link are not read', posix, async (t) => {
  await holds('a folder of an experiment that is a link', async () => {
    const { treasure, folder, run } = await workspace(t);
    const path = join(folder, 'results', `${id}.json`);
    const made = JSON.parse(readFileSync(path, 'utf8')) as ChildResult;
    const lie = { ...made, tallies: { train: { questions: [3], exact: [3] } } };
    await writeSummary(folder, run, lie, initialRunState);
    const trained = async () =>
      (await readPicture(folder)).runs.map(({ values }) => values.trained);
    assert.deepEqual(await trained(), [1]);
    renameSync(join(folder, 'summaries'), join(treasure.folder, 'elsewhere'));
    symlinkSync(join(treasure.folder, 'elsewhere'), join(folder, 'summaries'));
    assert.deepEqual(await trained(), [1 / 3]);
  });
});

test(
  'devices, pipes and huge files in an experiment freeze nothing',
  { ...posix, timeout: 300_000 },
  async (t) => {
    const { names } = await workspace(t);
    for (const [at, name] of names.entries()) {
      await holds('a device, a pipe or a huge file in an experiment', async () => {
        const { top, folder } = await workspace(t);
        const path = join(folder, name);
        rmSync(path);
        if (at % 3 === 0) execFileSync('mkfifo', [path]);
        else if (at % 3 === 1) symlinkSync('/dev/zero', path);
        else {
          writeFileSync(path, '');
          truncateSync(path, 40 * 1024 ** 3);
        }
        const started = processorTime();
        if (name !== 'queue.log') {
          const freeze = await longestFreeze(() => lookAtAll(top, folder));
          assert.ok(freeze < 1000, `${name}: ${freeze} ms`);
        }
        assert.ok(processorTime() - started < 3000, name);
      });
    }
  },
);

test('a run and a queue that came with the folder start nothing and count for nothing', async (t) => {
  const { folder } = await workspace(t);
  const open = await openExperiment(folder);
  await holds('a run that came with an experiment', async () => {
    rmSync(join(folder, 'results', `${id}.json`));
    assert.deepEqual(await collectResults(open), []);
    assert.deepEqual(
      (await readPicture(folder)).runs.map(({ values }) => values),
      [{}],
    );
  });
  await holds('a queue that came with an experiment', async () => {
    assert.equal((await readQueue(folder))?.state, 'interrupted');
    assert.equal(await isInterrupted(folder), false);
  });
});

const damage = fc.oneof(
  fc.jsonValue(),
  fc.record({ v: fc.constant(1) }),
  fc.dictionary(
    fc.constantFrom(
      'v',
      'run',
      'point',
      'facts',
      'tallies',
      'values',
      'curve',
      'stamp',
      'state',
      'problems',
      '__proto__',
    ),
    fc.jsonValue(),
  ),
);

test('random files of an experiment are shown as nothing else', { timeout: 900_000 }, async (t) => {
  const { top, folder, names } = await workspace(t);
  const files = names.filter((name) => name.endsWith('.json'));
  const originals = new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), damage, async (name, value) => {
      await holds('a random file of an experiment', async () => {
        writeFileSync(join(folder, name), JSON.stringify(value));
        await lookAtAll(top, folder);
        for (const [one, content] of originals) writeFileSync(join(folder, one), content);
        const picture = await readPicture(folder);
        assert.deepEqual(
          picture.runs.map(({ values }) => values),
          [{ trained: 1 / 3 }],
        );
      });
    }),
    { numRuns: attempts(100) },
  );
});
