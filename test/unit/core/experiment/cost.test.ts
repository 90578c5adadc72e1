import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costInWords, costOf } from '../../../../src/core/experiment/cost.ts';

const measured = {
  secondsPerStep: 0.5,
  secondsPerQuestion: 0.01,
  secondsBeside: 8,
  peakBytes: 500_000_000,
};

test('a cost counts steps, answers and what is beside them, with so many runs at once', () => {
  const recipe = { epochs: 30, batchSize: 32, stopAtRecall: true };
  const run = { trained: 100, asked: 200, recipe, measured };
  // 4 steps an epoch: 10 epochs usually, 30 at most.
  assert.deepEqual(costOf([run, run, run, run], 2), {
    runs: 4,
    seconds: (4 * (40 * 0.5 + 2 + 8)) / 2,
    mostSeconds: (4 * (120 * 0.5 + 2 + 8)) / 2,
    peakBytes: 500_000_000,
    atOnce: 2,
  });
});

test('a cost without early stopping has no other end', () => {
  const recipe = { epochs: 4, batchSize: 10, stopAtRecall: false };
  const cost = costOf([{ trained: 100, asked: 0, recipe, measured }], 1);
  assert.equal(cost.seconds, cost.mostSeconds);
  assert.equal(
    spoken(costInWords(cost)),
    '1 run, one at a time: about 28 s; 500.0 MB of memory at the peak.',
  );
});
