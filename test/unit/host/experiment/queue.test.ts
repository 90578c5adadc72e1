import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { conclude } from '../../../../src/core/experiment/conclusion.ts';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import {
  ask,
  forgetWishes,
  readQueue,
  saveQueue,
} from '../../../../src/host/experiment/controls.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { readRunProcesses } from '../../../../src/host/run/trainerProcess.ts';
import { localTarget } from '../../../../src/host/target/localTarget.ts';
import { until } from '../remote/fakeRemoteRun.ts';
import {
  allChildren,
  endedOnce,
  endsOf,
  eventsOf,
  fakeExperiment,
  fakePlace,
  mostAtOnce,
} from './fakeExperiment.ts';

const options = { timeout: 120_000 };

test('every point is run once, a run in each slot at once, and concluded', options, async (t) => {
  const open = await fakeExperiment(t);
  await runQueue(open, { places: [fakePlace(2)] });
  const children = await allChildren(open);
  assert.equal(children.length, 4);
  assert.equal(new Set(children.map(({ request }) => request.experiment?.point)).size, 4);
  for (const child of children) assert.deepEqual(await endsOf(child), endedOnce);
  assert.equal(await mostAtOnce(open), 2);
  assert.deepEqual(await readQueue(open.folder), { state: 'done', problems: [] });
  const { effects } = conclude(open.grid, await readResults(open.folder));
  const heldOut = effects.find(({ metric }) => metric === 'held-out');
  // The fake trainer recalls held-out phrasings with a rank above 8 alone.
  assert.equal(heldOut?.value, 1);
  assert.deepEqual([heldOut.runs, heldOut.seeds], [4, 2]);
});

test('an experiment that is done is left as it is when it is run again', options, async (t) => {
  const open = await fakeExperiment(t, { seeds: 1 });
  await runQueue(open, { places: [fakePlace(2)] });
  await runQueue(open, { places: [fakePlace(2)], again: true });
  const children = await allChildren(open);
  assert.equal(children.length, 2);
  for (const child of children) assert.deepEqual(await endsOf(child), endedOnce);
});

test(
  'points with the same options share a dataset, and others have their own',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { dataset: { phrasingsPerFact: [1, 3] }, seeds: 1 });
    await runQueue(open, { places: [fakePlace(2)] });
    const children = await allChildren(open);
    const sources = children.map(({ request }) => request.questions.source);
    assert.equal(children.length, 4);
    assert.equal(new Set(sources).size, 2);
    for (const source of sources) assert.ok(source.startsWith(join(open.folder, 'datasets')));
  },
);

test(
  'a run whose trainer is killed goes on from its checkpoint, in the same folder',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: 'answer-slowly', recipe: { rank: 8 }, seeds: 1 });
    const toBoards: string[] = [];
    const tell = (what: string) => () => {
      if (toBoards.at(-1) !== what) toBoards.push(what);
      return Promise.resolve();
    };
    const boards = { follow: tell('follow'), finish: tell('finish') };
    const running = runQueue(open, { places: [fakePlace()], boards });
    await until('it trains', async () => {
      const [child] = await allChildren(open);
      const events = child && (await eventsOf(child).catch(() => []));
      return events?.some(({ step }) => step === 5) ?? false;
    });
    const [child] = await allChildren(open);
    assert.ok(child);
    const [trainer] = await readRunProcesses(child.folder);
    assert.ok(trainer);
    process.kill(trainer.pid, 'SIGKILL');
    await running;
    assert.equal((await allChildren(open)).length, 1);
    const { finished, gaps, doubled } = await endsOf(child);
    // A step may be told before its checkpoint is there: told again, at most that one.
    assert.deepEqual({ finished, gaps }, { finished: 1, gaps: 0 });
    assert.ok(doubled <= 1);
    const started = (await eventsOf(child)).filter(({ type }) => type === 'started');
    assert.equal(started.length, 2);
    // Its board has to be begun again.
    assert.deepEqual(toBoards, ['follow', 'finish', 'follow', 'finish']);
  },
);

test(
  'a queue that is killed is gone on with, and its living runs are followed, not started again',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: [1, 2] });
    const killed = new AbortController();
    const first = runQueue(open, { places: [fakePlace(2)], signal: killed.signal });
    await until('both slots train', async () => {
      const children = await allChildren(open);
      const events = await Promise.all(children.map((one) => eventsOf(one).catch(() => [])));
      return events.filter((each) => each.length > 4).length === 2;
    });
    killed.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.equal((await readQueue(open.folder))?.state, 'interrupted');
    await runQueue(open, { places: [fakePlace(2)] });
    const children = await allChildren(open);
    assert.equal(children.length, 4);
    for (const child of children) {
      assert.deepEqual(await endsOf(child), endedOnce);
      const started = (await eventsOf(child)).filter(({ type }) => type === 'started');
      assert.equal(started.length, 1);
    }
    assert.equal((await readResults(open.folder)).size, 4);
  },
);

test('two queues never have one experiment', options, async (t) => {
  const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: 1 });
  const first = runQueue(open, { places: [fakePlace(2)] });
  await until('it runs', async () => (await readQueue(open.folder))?.state === 'running');
  await assert.rejects(runQueue(open, { places: [fakePlace(2)] }), UserError);
  await first;
  assert.equal((await allChildren(open)).length, 2);
});

test(
  'paused, runs go on to their end and none is begun; resumed, the others are run',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: 1 });
    const first = runQueue(open, { places: [fakePlace()] });
    await until('one has begun', async () => (await allChildren(open)).length === 1);
    await ask(open.folder, 'pause');
    await first;
    assert.equal((await readQueue(open.folder))?.state, 'paused');
    const [child, ...others] = await allChildren(open);
    assert.ok(child);
    assert.equal(others.length, 0);
    assert.deepEqual(await endsOf(child), endedOnce);
    await forgetWishes(open.folder);
    await runQueue(open, { places: [fakePlace()] });
    assert.equal((await allChildren(open)).length, 2);
    assert.equal((await readQueue(open.folder))?.state, 'done');
  },
);

test(
  'cancelled, every run saves and stops; run again, each goes on from there',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: 1 });
    const first = runQueue(open, { places: [fakePlace(2)] });
    await until('both train', async () => {
      const children = await allChildren(open);
      const events = await Promise.all(children.map((one) => eventsOf(one).catch(() => [])));
      return events.filter((each) => each.length > 4).length === 2;
    });
    await ask(open.folder, 'cancel');
    await first;
    assert.equal((await readQueue(open.folder))?.state, 'cancelled');
    const cancelled = await allChildren(open);
    assert.deepEqual(
      cancelled.map(({ ended }) => ended?.status),
      ['cancelled', 'cancelled'],
    );
    await forgetWishes(open.folder);
    // Gone on with by itself, as after a reload, what a person has cancelled stays so.
    await runQueue(open, { places: [fakePlace(2)] });
    assert.equal((await readResults(open.folder)).size, 0);
    await runQueue(open, { places: [fakePlace(2)], again: true });
    const children = await allChildren(open);
    assert.equal(children.length, 2);
    for (const child of children) {
      const { gaps, doubled } = await endsOf(child);
      assert.deepEqual({ gaps, doubled }, { gaps: 0, doubled: 0 });
      assert.equal(child.ended?.status, 'finished');
    }
  },
);

test('a run that a person cancels stays cancelled, and the others go on', options, async (t) => {
  const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: 1 });
  const running = runQueue(open, { places: [fakePlace()] });
  await until('one trains', async () => {
    const [child] = await allChildren(open);
    return child !== undefined && (await eventsOf(child).catch(() => [])).length > 4;
  });
  const [child] = await allChildren(open);
  assert.ok(child);
  await localTarget.end(child.folder, {});
  await running;
  const states = (await allChildren(open)).map(({ ended }) => ended?.status);
  assert.deepEqual(states.sort(), ['cancelled', 'finished']);
  assert.equal((await readResults(open.folder)).size, 1);
});

test('what cannot be run is said, and the rest is run', options, async (t) => {
  const open = await fakeExperiment(t, {
    recipe: { rank: 64 },
    dataset: { statistics: [['runs'], ['wickets']] },
    seeds: 1,
  });
  await runQueue(open, { places: [fakePlace()] });
  const queue = await readQueue(open.folder);
  assert.equal(queue?.state, 'done');
  assert.match(queue.problems.join('\n'), /wickets/);
  assert.equal((await readResults(open.folder)).size, 1);
});

test('a run that fails by itself is not tried again until a person says so', options, async (t) => {
  const open = await fakeExperiment(t, { base: 'crash', recipe: { rank: 8 }, seeds: 1 });
  const lines: string[] = [];
  await runQueue(open, { places: [fakePlace()], say: (line) => lines.push(line) });
  const [child, ...others] = await allChildren(open);
  assert.equal(others.length, 0);
  assert.equal(child?.status?.state, 'failed');
  assert.equal(lines.filter((line) => line.includes('trainer was lost')).length, 3);
});

test(
  'an experiment whose every machine is useless says so, and begins nothing',
  options,
  async (t) => {
    const open = await fakeExperiment(t);
    const useless = {
      ...fakePlace(),
      slots: () => Promise.reject(new UserError('It has no Python.')),
    };
    await assert.rejects(runQueue(open, { places: [useless] }), /No machine .* It has no Python/s);
    assert.equal((await allChildren(open)).length, 0);
    assert.equal((await readQueue(open.folder))?.state, 'stopped');
  },
);

test('a table that has changed since the experiment began is refused', options, async (t) => {
  const open = await fakeExperiment(t, { seeds: 1 });
  await runQueue(open, { places: [fakePlace()] });
  const path = join(open.workspace, 'table.csv');
  await writeFile(path, (await readFile(path, 'utf8')).replace('1000', '1001'));
  await runQueue({ ...open, name: 'other' }, { places: [fakePlace()] });
  const queue = await readQueue(open.folder);
  assert.match(queue?.problems.join('\n') ?? '', /has changed since this experiment began/);
});

test('a run that came with the folder counts for nothing', options, async (t) => {
  const open = await fakeExperiment(t, { recipe: { rank: 8 }, seeds: 1 });
  await runQueue(open, { places: [fakePlace()] });
  const [child] = await allChildren(open);
  assert.ok(child);
  const path = join(child.folder, 'run.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('/fake/answer', '/fake/crash'));
  await runQueue(open, { places: [fakePlace()] });
  const children = await allChildren(open);
  assert.equal(children.length, 2);
  assert.deepEqual(children.map(({ isOwn }) => isOwn).sort(), [false, true]);
});

test('of a queue with very many or very long problems the state is kept', async (t) => {
  const { folder } = await fakeExperiment(t);
  const stopped = Array.from({ length: 500 }, (_, at) => `20261123-030000-recall-${at}`);
  const problems = Array.from({ length: 600 }, (_, at) => `${at}${'\u0001'.repeat(30_000)}`);
  await saveQueue(folder, { state: 'stopped', problems, stopped });
  const queue = await readQueue(folder);
  assert.deepEqual([queue?.state, queue?.stopped], ['stopped', stopped]);
  assert.equal(queue?.problems[0]?.slice(0, 2), '0\u0001');
  assert.equal(queue.problems.at(-1), 'And 100 more, in queue.log.');
});
