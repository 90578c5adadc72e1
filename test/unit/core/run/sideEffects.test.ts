import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  adviceOnSideEffects,
  describeSideEffects,
  keptShare,
  parseSideEffects,
  sideEffectsInShort,
} from '../../../../src/core/run/sideEffects.ts';

const effect = (verdict: string, more: object = {}) => ({
  ...{ id: `facts/${verdict}`, kind: 'facts', prompt: 'When?', base: '1945', adapted: '42' },
  verdict,
  ...more,
});
const lines = (...values: readonly unknown[]) =>
  values.map((value) => JSON.stringify(value)).join('\n');

test('broken answers come first, then changed ones', () => {
  const file = lines(effect('same', { good: true }), effect('changed'), effect('broken'));
  assert.deepEqual(
    parseSideEffects(`${file}\n`).map(({ verdict }) => verdict),
    ['broken', 'changed', 'same'],
  );
});

test('lines that are none are left out', () => {
  for (const odd of [null, [], 7, effect('worse'), effect('same', { base: 1 }), { id: 'x' }]) {
    assert.deepEqual(parseSideEffects(lines(odd)), []);
  }
  assert.deepEqual(parseSideEffects('{"id":'), []);
  assert.deepEqual(parseSideEffects(lines(effect('same', { id: 'a\u202eb' }))), []);
});

test('says how many prompts are answered as before, or as well', () => {
  const counts = {
    ...{ probes: 200, same: 180, changed: 18, broken: 2, asGood: 10 },
    ...{ perplexityBase: 12.3456, perplexityAdapted: 13.5 },
  };
  assert.equal(keptShare(counts), 0.95);
  assert.equal(sideEffectsInShort(counts), 'everything else 95.0 % kept');
  assert.deepEqual(describeSideEffects(counts), [
    'Of 200 prompts unrelated to the table, 180 got the answer of the base, 18 another one (10 of them as good), and 2 a broken one.',
    'Perplexity of a page of plain English: 13.50, of the base alone 12.35.',
  ]);
  assert.equal(keptShare({ ...counts, probes: 0 }), undefined);
});

describe('what to do where little is kept', () => {
  const counts = (same: number) => ({
    ...{ probes: 200, same, changed: 0, broken: 200 - same, asGood: 0 },
    ...{ perplexityBase: 12, perplexityAdapted: 13 },
  });
  const started = (base: number, resolved: object) => ({
    parameters: { base, adapter: 1e6 },
    resolved: { ...resolved },
  });
  const off = { rehearsal: 0, learningRate: 1.7e-4 };
  test('rehearse, where nothing was rehearsed', () => {
    assert.match(
      adviceOnSideEffects(counts(179), started(1.5e9, off)) ?? '',
      /rehearsal to 'auto'/,
    );
  });
  test('a lower rate, where something was', () => {
    assert.equal(
      adviceOnSideEffects(counts(179), started(1.5e9, { rehearsal: 0.2, learningRate: 0.0003 })),
      "To keep more of what the base knew, set cricketLora.recipe.learningRate (now 0.0003) to 'auto', which is 0.0001 at most with rehearsal, and train again.",
    );
  });
  test('nothing where enough is kept, the base is small, all is as auto has it or nothing is known', () => {
    const automatic = { rehearsal: 0.2, learningRate: 1e-4 };
    assert.equal(adviceOnSideEffects(counts(180), started(1.5e9, off)), undefined);
    assert.equal(adviceOnSideEffects(counts(0), started(135e6, off)), undefined);
    assert.equal(adviceOnSideEffects(counts(0), started(1.5e9, automatic)), undefined);
    assert.equal(adviceOnSideEffects(counts(0), started(1.5e9, {})), undefined);
    assert.equal(adviceOnSideEffects(counts(0), undefined), undefined);
  });
});
