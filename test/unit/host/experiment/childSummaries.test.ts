import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { nothingKnown, readPicture } from '../../../../src/host/experiment/experimentPicture.ts';
import type { OpenExperiment } from '../../../../src/host/experiment/experimentFolder.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { allChildren, eventsOf, fakeExperiment, fakePlace } from './fakeExperiment.ts';
import { until } from '../remote/fakeRemoteRun.ts';

const options = { timeout: 120_000 };

interface Summary {
  readonly run: string;
  readonly values: Record<string, number>;
}

async function change(
  { folder }: OpenExperiment,
  by: (summary: Summary) => unknown,
): Promise<void> {
  for (const name of await readdir(join(folder, 'summaries'))) {
    const path = join(folder, 'summaries', name);
    const summary = JSON.parse(await readFile(path, 'utf8')) as Summary;
    await writeFile(path, JSON.stringify(by(summary)));
  }
}

const trainedIn = async ({ folder }: OpenExperiment): Promise<(number | undefined)[]> =>
  (await readPicture(folder)).runs.map(({ values }) => values.trained);

test(
  'the picture of runs that have ended is the same with their summaries and without',
  options,
  async (t) => {
    const open = await fakeExperiment(t);
    await runQueue(open, { places: [fakePlace(2)] });
    assert.equal((await readdir(join(open.folder, 'summaries'))).length, 4);
    const quick = await readPicture(open.folder);
    await rm(join(open.folder, 'summaries'), { recursive: true });
    assert.deepEqual(quick, await readPicture(open.folder));
  },
);

test(
  'a summary counts as long as nothing that it was made from has changed',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { seeds: 1 });
    await runQueue(open, { places: [fakePlace(2)] });
    await change(open, (summary) => ({ ...summary, values: { trained: 0.5 } }));
    assert.deepEqual(await trainedIn(open), [0.5, 0.5]);
    const [one, other] = await allChildren(open);
    assert.ok(one && other);
    const status = join(one.folder, 'status.json');
    await writeFile(status, `${await readFile(status, 'utf8')} `);
    const result = join(open.folder, 'results', `${other.id}.json`);
    await writeFile(result, `${await readFile(result, 'utf8')} `);
    assert.deepEqual(await trainedIn(open), [1, 1]);
  },
);

test(
  'a summary that says nothing sensible, or is another run’s, is passed over',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { seeds: 1 });
    await runQueue(open, { places: [fakePlace(2)] });
    const lies: ((summary: Summary) => unknown)[] = [
      (summary) => ({ ...summary, run: '../../elsewhere' }),
      (summary) => ({ ...summary, values: { trained: 'all' } }),
      (summary) => ({ ...summary, values: { unheard: 1 } }),
      (summary) => ({ ...summary, curve: Array.from({ length: 1000 }, () => [0, 0]) }),
      () => [],
    ];
    for (const lie of lies) {
      await change(open, lie);
      assert.deepEqual(await trainedIn(open), [1, 1]);
      const { runs } = await readPicture(open.folder);
      const folders = (await allChildren(open)).map(({ folder }) => folder);
      assert.deepEqual(runs.map(({ runFolder }) => runFolder).sort(), folders.sort());
      await rm(join(open.folder, 'results'), { recursive: true });
      await runQueue(open, { places: [fakePlace(2)] });
    }
  },
);

test('of a run that goes on only what is new is read', options, async (t) => {
  const open = await fakeExperiment(t, { base: 'answer-slowly', recipe: { rank: 8 }, seeds: 1 });
  const running = runQueue(open, { places: [fakePlace()] });
  const known = nothingKnown();
  await until('it trains', async () => {
    const [child] = await allChildren(open);
    return child !== undefined && (await eventsOf(child).catch(() => [])).length > 4;
  });
  assert.equal((await readPicture(open.folder, known)).runs[0]?.status, 'running');
  assert.equal(known.followed.size, 1);
  await running;
  const { runs } = await readPicture(open.folder, known);
  assert.deepEqual([runs[0]?.status, runs[0]?.values.trained], ['finished', 1]);
});
