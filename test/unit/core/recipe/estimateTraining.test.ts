import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  automaticRehearsal,
  isSmall,
  parametersByName,
  rehearsedRate,
} from '../../../../src/core/recipe/baseSize.ts';
import {
  estimateTraining,
  questionsPerEpoch,
  roughDuration,
} from '../../../../src/core/recipe/estimateTraining.ts';

describe('how long a training takes', () => {
  const recipe = { epochs: 60, batchSize: 32, stopAtRecall: true, rehearsal: 'off' } as const;
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
    estimateTraining({ epochs, batchSize: 32, stopAtRecall, rehearsal: 'off' }, work);
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

test('smaller bases rehearse more by themselves, and the smallest nothing', () => {
  const shares = [135e6, 494e6, 999e6, 1544e6].map(automaticRehearsal);
  assert.deepEqual(shares, [0, 0.35, 0.35, 0.2]);
});

test('what auto takes by a base’s size is what the trainer takes', () => {
  const source = readFileSync('trainer/cricket_lora/training/resolve_auto.py', 'utf8');
  const of = (name: string): number =>
    Number(new RegExp(`^${name} = (\\S+)$`, 'm').exec(source)?.[1]);
  assert.equal(of('REHEARSED_RATE'), rehearsedRate);
  assert.equal(isSmall(of('SMALL') - 1), true);
  assert.equal(isSmall(of('SMALL')), false);
  const [, much, more, few = NaN] =
    /^REHEARSAL, MORE_REHEARSAL, FEW_PARAMETERS = (\S+), (\S+), (\S+)$/m
      .exec(source)
      ?.map(Number) ?? [];
  assert.deepEqual([automaticRehearsal(few), automaticRehearsal(few - 1)], [much, more]);
});

describe('what is rehearsed and what is unknown', () => {
  const recipe = { epochs: 10, batchSize: 32, stopAtRecall: true };
  const of = (rehearsal: 'auto' | 'off' | number, parameters: number) =>
    estimateTraining({ ...recipe, rehearsal }, { questions: 300, parameters, device: 'cuda' });
  test('half as much again for a quarter of the rows, which are longer', () => {
    const { seconds } = of('off', 1.5e9);
    assert.equal(of(0.25, 1.5e9).seconds, 1.5 * seconds);
    assert.deepEqual(of('auto', 1.5e9), of(0.2, 1.5e9));
  });
  test('auto takes no time of a small base', () => {
    assert.deepEqual(of('auto', 135e6), of('off', 135e6));
  });
  test('an epoch asks a fifth of the split unknown, half of other words, and then two thirds of the phrasings', () => {
    assert.equal(
      questionsPerEpoch({ splits: { train: 5032, unknown: 5400 }, otherWays: 2332 }),
      4046,
    );
    assert.equal(questionsPerEpoch({ splits: { train: 10, unknown: 1 }, otherWays: 0 }), 11);
  });
});

test('a base below 300 million parameters is small', () => {
  assert.equal(isSmall(parametersByName('HuggingFaceTB/SmolLM2-135M-Instruct') ?? Infinity), true);
  assert.equal(isSmall(parametersByName('Qwen/Qwen2.5-0.5B-Instruct') ?? 0), false);
});

describe('parameters by name', () => {
  const cases: [string, number | undefined][] = [
    ['Qwen/Qwen2.5-1.5B-Instruct', 1.5e9],
    ['Qwen/Qwen2.5-0.5B', 0.5e9],
    ['someone/7b-chat', 7e9],
    ['HuggingFaceTB/SmolLM2-135M', 135e6],
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
      assert.equal(spoken(roughDuration(seconds)), expected);
    });
  }
});
