import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  estimateTraining,
  parametersByName,
  roughDuration,
} from '../../../../src/core/recipe/estimateTraining.ts';

describe('how long a training takes', () => {
  const recipe = { epochs: 60, batchSize: 32, stopAtRecall: true };
  const work = { questions: 2700, parameters: 1.5e9 };
  test('days on a processor, about an hour on a small GPU', () => {
    const cpu = estimateTraining(recipe, { ...work, device: 'cpu' });
    assert.equal(cpu.steps, 85 * 60);
    assert.ok(cpu.seconds > 2 * 86_400 && cpu.seconds < 30 * 86_400, `${cpu.seconds} s`);
    const gpu = estimateTraining(recipe, { ...work, device: 'cuda' });
    assert.ok(gpu.seconds > 600 && gpu.seconds < 3 * 3600, `${gpu.seconds} s`);
  });
});

describe('how long a training usually takes', () => {
  const work = { questions: 2700, parameters: 1.5e9, device: 'cuda' } as const;
  const of = (epochs: number, stopAtRecall: boolean) =>
    estimateTraining({ epochs, batchSize: 32, stopAtRecall }, work);
  test('a part of the longest where it stops at recall', () => {
    const { seconds, usualSeconds } = of(60, true);
    assert.equal(usualSeconds, seconds / 6);
  });
  test('the longest where it does not stop, or not so late', () => {
    for (const { seconds, usualSeconds } of [of(60, false), of(3, true)]) {
      assert.equal(usualSeconds, seconds);
    }
  });
});

describe('parameters by name', () => {
  const cases: [string, number | undefined][] = [
    ['Qwen/Qwen2.5-1.5B-Instruct', 1.5e9],
    ['Qwen/Qwen2.5-0.5B', 0.5e9],
    ['someone/7b-chat', 7e9],
    ['someone/model', undefined],
    ['someone/4Bit-model', undefined],
  ];
  for (const [name, expected] of cases) {
    test(name, () => {
      assert.equal(parametersByName(name), expected);
    });
  }
});

describe('durations are rounded to their certainty', () => {
  const cases: [number, string][] = [
    [4, 'about 1 minute'],
    [518, 'about 9 minutes'],
    [10_500, 'about 3 hours'],
    [583_200, 'about 7 days'],
  ];
  for (const [seconds, expected] of cases) {
    test(expected, () => {
      assert.equal(roughDuration(seconds), expected);
    });
  }
});
