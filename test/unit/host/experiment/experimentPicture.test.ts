import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import {
  nothingKnown,
  readConclusion,
  readPicture,
} from '../../../../src/host/experiment/experimentPicture.ts';
import { ExperimentThread } from '../../../../src/host/experiment/experimentThread.ts';
import type { OpenExperiment } from '../../../../src/host/experiment/experimentFolder.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { allChildren, fakeExperiment, fakePlace } from './fakeExperiment.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const options = { timeout: 120_000 };

test(
  'a picture holds every run of the grid, its values and its curve, and follows from the folders',
  options,
  async (t) => {
    const open = await fakeExperiment(t);
    const before = await readPicture(open.folder);
    assert.deepEqual([before.runs.length, before.state], [0, 'not run yet']);
    await runQueue(open, { places: [fakePlace(2)] });
    const picture = await readPicture(open.folder);
    assert.equal(picture.state, 'done');
    assert.deepEqual(
      picture.runs.map(({ status, values }) => [status, values.trained]),
      Array.from({ length: 4 }, () => ['finished', 1]),
    );
    assert.deepEqual(
      picture.grid.dimensions.map(({ name, levels }) => [name, levels.map(({ label }) => label)]),
      [['rank', ['8', '64']]],
    );
    const { effects } = await readConclusion(open.folder, 'held-out');
    assert.match(spoken(effects[0]?.difference ?? ''), /^\+100\.0 points$/);
    assert.equal(spoken(effects[0]?.change ?? ''), 'rank 64 instead of 8');
  },
);

test('a result that is gone or spoiled leaves its run without values', options, async (t) => {
  const open = await fakeExperiment(t, { seeds: 1 });
  await runQueue(open, { places: [fakePlace(2)] });
  const [one, other] = await allChildren(open);
  assert.ok(one && other);
  const known = nothingKnown();
  assert.ok((await readPicture(open.folder, known)).runs.every(({ values }) => values.trained));
  await rm(join(open.folder, 'results', `${one.id}.json`));
  await writeFile(join(open.folder, 'results', `${other.id}.json`), '{"v":1,"facts":["a"]}');
  const { runs } = await readPicture(open.folder, known);
  assert.deepEqual(
    runs.map(({ status, values }) => [status, values]),
    [
      ['finished', {}],
      ['finished', {}],
    ],
  );
  // The next queue makes them again.
  await runQueue(open, { places: [fakePlace(2)] });
  const again = await readPicture(open.folder, known);
  assert.ok(again.runs.every(({ values }) => values.trained === 1));
});

/** Writes runs that have finished, and their results, as 500 would have. */
async function writeFinished(open: OpenExperiment, facts: number): Promise<void> {
  const ids = Array.from({ length: facts }, (_, at) => `player-${at % 100}/statistic-${at}`);
  const time = '2026-11-23T03:00:00.000Z';
  const identity = { pid: 12345, processStart: '1' };
  const events = Array.from({ length: 30 }, (_, seq) => ({
    ...{ v: 1, seq, time, type: 'recall', step: seq, epoch: seq, recalled: seq, questions: 30 },
  }));
  const end = {
    v: 1,
    seq: 30,
    time,
    type: 'finished',
    reason: 'cap',
    trainingSeconds: 9,
    seconds: 9,
  };
  const text = [...events, end].map((event) => `${JSON.stringify(event)}\n`).join('');
  await mkdir(join(open.folder, 'results'), { recursive: true });
  for (const [at, { key, overrides }] of open.grid.points.entries()) {
    const id = `20261123-030000-recall-${at + 1}`;
    const folder = join(open.runsFolder, id);
    await mkdir(folder, { recursive: true });
    const request = {
      ...{ v: 1, id, created: time, operation: 'train', base: 'embedded', target: 'local' },
      questions: { path: 'questions.jsonl', sha256: '0'.repeat(64), source: '/t/questions.jsonl' },
      recipe: { ...presets.recall, ...overrides },
      experiment: { name: open.name, point: key },
      versions: {},
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(request));
    await writeFile(join(folder, 'events.jsonl'), text);
    const status = { v: 1, state: 'finished', ...identity, exit: 0 };
    await writeFile(join(folder, 'status.json'), JSON.stringify(status));
    const tallies = { questions: ids.map(() => 3), exact: ids.map((_, fact) => (fact + at) % 4) };
    const result = { v: 1, run: id, point: key, facts: ids, seconds: 9 };
    await writeFile(
      join(open.folder, 'results', `${id}.json`),
      JSON.stringify({ ...result, tallies: { train: tallies, phrasing: tallies } }),
    );
  }
}

test('500 runs of 900 facts are pictured and concluded in the thread', options, async (t) => {
  const open = await fakeExperiment(t, {
    recipe: { rank: [1, 2, 4, 8, 16], epochs: [1, 2, 3, 4, 5], batchSize: [1, 2, 3, 4] },
    seeds: [1, 2, 3, 4, 5],
    limits: { runs: 500 },
  });
  await writeFinished(open, 900);
  const thread = new ExperimentThread();
  t.after(() => {
    thread.dispose();
  });
  const started = performance.now();
  const picture = await thread.picture(open.folder);
  const pictured = performance.now();
  const { effects, interactions } = await thread.conclusion(open.folder, 'held-out');
  t.diagnostic(
    `picture ${Math.round(pictured - started)} ms, conclusion ${Math.round(performance.now() - pictured)} ms`,
  );
  assert.equal(picture.runs.length, 500);
  assert.ok(
    picture.runs.every(({ values, curve }) => values.trained !== undefined && curve.length > 10),
  );
  assert.deepEqual([effects.length, interactions.length], [11, 40]);
});
