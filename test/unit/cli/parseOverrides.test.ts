import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOverrides } from '../../../src/cli/parseOverrides.ts';

test('values are parsed as JSON, otherwise taken as text', () => {
  const texts = [
    'rank=16',
    'alpha=auto',
    'targetModules=["q_proj"]',
    'stopAtRecall=false',
    'a=b=c',
  ];
  assert.deepEqual(parseOverrides(texts), {
    rank: 16,
    alpha: 'auto',
    targetModules: ['q_proj'],
    stopAtRecall: false,
    a: 'b=c',
  });
  assert.throws(() => parseOverrides(['rank']), /NAME=VALUE/);
});
