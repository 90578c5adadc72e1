import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesOf } from '../../../../src/core/pages/runDifferences.ts';

test('what runs have in common is left out, and what one of them lacks is a difference', () => {
  const runs = [
    { values: { base: 'b', rank: '16', seed: '1' } },
    { values: { base: 'b', rank: '32', seed: '1', rehearsal: 'auto' } },
    { values: { base: 'b', rank: '16', seed: '1' } },
  ];
  assert.deepEqual(differencesOf(runs), [
    { name: 'rank', values: ['16', '32', '16'] },
    { name: 'rehearsal', values: [undefined, 'auto', undefined] },
  ]);
  assert.deepEqual(differencesOf(runs.slice(0, 1)), []);
  assert.deepEqual(differencesOf([]), []);
});
