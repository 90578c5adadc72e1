import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { predictRecallEpoch, trainingTimeLeft } from '../../../../src/core/run/predictRecall.ts';
import { initialRunState, type RunState } from '../../../../src/core/run/runState.ts';

const questions = 2700;

/** A run after the epochs whose recalled questions are given. */
function after(recalled: readonly number[]): RunState {
  const points = recalled.map((count, at) => ({
    step: 85 * (at + 1),
    epoch: at + 1,
    recalled: count,
    questions,
  }));
  return {
    ...initialRunState,
    status: 'running',
    phase: 'training',
    epochs: 60,
    epoch: recalled.length,
    secondsLeft: 60 - recalled.length,
    recalls: { points, stride: 1, offered: points.length },
    started: {
      device: { type: 'cuda', name: 'NVIDIA H200', memoryBytes: 1 },
      dtype: 'bf16',
      versions: {},
      questions: { train: questions, phrasing: 900, fact: 0 },
      parameters: { base: 1, adapter: 1 },
      stepsPerEpoch: 85,
      resolved: { stopAtRecall: true },
    },
  };
}

/**
 * Questions recalled after each epoch, as recorded on Qwen2.5-Coder-1.5B-Instruct (4-bit weights
 * dequantised to bf16) on one NVIDIA H200, 2026-11-28; rank 64 on all linear layers at 2e-4 where
 * nothing else is said.
 */
const recorded: readonly (readonly [string, readonly number[]])[] = [
  ['rate 2e-4', [42, 148, 901, 2207, 2679, 2700]],
  ['rate 4e-4', [43, 105, 242, 1078, 2237, 2678, 2700]],
  ['rank 8, alpha 128', [41, 112, 872, 2217, 2668, 2699, 2700]],
  ['rank 256, alpha 128', [46, 166, 905, 2285, 2681, 2700]],
  ['rank 8 on the MLP', [56, 148, 578, 1808, 2581, 2699, 2700]],
  ['rank 64 on attention', [44, 95, 144, 275, 712, 1540, 2297, 2629, 2688, 2696, 2698, 2699, 2700]],
  [
    'rank 8 on q and v',
    [
      42, 88, 110, 135, 237, 441, 718, 1080, 1582, 2047, 2376, 2580, 2663, 2684, 2694, 2697, 2699,
      2699, 2700, 2699,
    ],
  ],
];

describe('the epoch at which everything is recalled', () => {
  for (const [name, recalled] of recorded) {
    test(`within a factor of two once a tenth is recalled: ${name}`, () => {
      const truth = recalled.length;
      for (let epochs = 2; epochs < truth; epochs++) {
        const known = recalled.slice(0, epochs);
        if ((known.at(-1) ?? 0) < 0.1 * questions) continue;
        const left = predictRecallEpoch(after(known)) - epochs;
        assert.ok(
          left <= 2 * (truth - epochs) + 1 && left >= (truth - epochs) / 2 - 3,
          `${left} of ${truth - epochs} epochs after ${epochs}`,
        );
      }
    });
  }

  test('the usual one before there is a curve', () => {
    assert.equal(predictRecallEpoch(after([])), 10);
    assert.equal(predictRecallEpoch(after([40])), 10);
  });

  test('the cap where recall does not rise, or too slowly', () => {
    assert.equal(predictRecallEpoch(after(Array.from({ length: 20 }, () => 50))), 21);
    assert.equal(predictRecallEpoch(after(Array.from({ length: 20 }, (_, at) => 50 + at))), 60);
  });
});

describe('what is left of a training', () => {
  test('as far as the predicted epoch, at most to the cap', () => {
    const state = after([44, 149, 902]);
    const left = trainingTimeLeft(state);
    assert.ok(left);
    assert.equal(left.atMost, 57);
    assert.ok(left.seconds > 2 && left.seconds < 6, `${left.seconds} s`);
  });

  test('to the cap where the recipe does not stop at recall', () => {
    const state = after([44, 149, 902]);
    const started = state.started && { ...state.started, resolved: { stopAtRecall: false } };
    assert.deepEqual(trainingTimeLeft({ ...state, started }), { seconds: 57, atMost: 57 });
  });

  test('nothing while it is not training', () => {
    assert.equal(trainingTimeLeft({ ...after([44]), phase: 'predicting' }), undefined);
  });
});
