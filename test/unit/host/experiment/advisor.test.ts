import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { initialRunState, type RunState } from '../../../../src/core/run/runState.ts';
import { startAdvisor, type Advisor } from '../../../../src/host/experiment/advisor.ts';
import { forgetWishes, readQueue } from '../../../../src/host/experiment/controls.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { allChildren, fakeExperiment, fakePlace } from './fakeExperiment.ts';

const options = { timeout: 240_000 };
const python = resolve('.venv/bin/python');

/** A run that has recalled so many of ten at each epoch from the first. */
function recalling(...recalled: readonly number[]): Pick<RunState, 'recalls'> {
  const points = recalled.map((one, at) => ({
    step: at,
    epoch: at + 1,
    recalled: one,
    questions: 10,
  }));
  return { recalls: { ...initialRunState.recalls, points } };
}

test(
  'by Ray Tune’s ASHA a run that recalls less than others did by then is hopeless',
  options,
  async (t) => {
    const advisor = await startAdvisor(python, { graceEpochs: 2, reduction: 2 }, 8);
    t.after(() => {
      advisor.dispose();
    });
    // Nothing is known yet.
    assert.equal(await advisor.isHopeless('first', recalling(1, 5)), false);
    assert.equal(await advisor.isHopeless('better', recalling(1, 8)), false);
    // The first epoch is grace; at the second the median of 5 and 8 decides.
    assert.equal(await advisor.isHopeless('late', recalling(0)), false);
    assert.equal(await advisor.isHopeless('late', recalling(0, 6)), true);
    // What has been told is not told again, and goes on to the next rung, of 4 epochs.
    assert.equal(await advisor.isHopeless('better', recalling(1, 8, 8, 9)), false);
    assert.equal(await advisor.isHopeless('first', recalling(1, 5, 5, 5)), true);
  },
);

test('without Ray Tune it is said what is missing', options, async () => {
  await assert.rejects(
    startAdvisor('/nowhere/python', { graceEpochs: 1, reduction: 4 }, 8),
    /Early stopping needs Ray Tune in \/nowhere\/python/,
  );
});

test(
  'a hopeless run is stopped once, and stays so when the experiment is run again',
  options,
  async (t) => {
    const open = await fakeExperiment(t, { base: 'answer-slowly', seeds: 1 });
    const small = new Map<string, boolean>();
    const advisor: Advisor = {
      isHopeless: async (run) => {
        for (const { id, request } of await allChildren(open))
          small.set(id, request.recipe.rank === 8);
        return small.get(run) ?? false;
      },
      dispose: () => undefined,
    };
    await runQueue(open, { places: [fakePlace(2)], advisor });
    const states = async () =>
      (await allChildren(open))
        .map(({ request, ended }) => [request.recipe.rank, ended?.status])
        .sort();
    const expected = [
      [64, 'finished'],
      [8, 'cancelled'],
    ];
    assert.deepEqual(await states(), expected);
    const [stopped] = (await allChildren(open)).filter(({ request }) => request.recipe.rank === 8);
    assert.deepEqual(await readQueue(open.folder), {
      ...{ state: 'done', problems: [], stopped: [stopped?.id] },
    });
    await forgetWishes(open.folder);
    await runQueue(open, { places: [fakePlace(2)], again: true });
    assert.deepEqual(await states(), expected);
  },
);
