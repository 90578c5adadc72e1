import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
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
