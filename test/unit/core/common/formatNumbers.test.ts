import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pluralize, formatCount, formatShare } from '../../../../src/core/common/formatNumbers.ts';

test('only a full share reads 100 %, only an empty one 0 %', () => {
  assert.equal(formatShare(2700, 2700), '100 %');
  assert.equal(formatShare(2699, 2700), '99.9 %');
  assert.equal(formatShare(999_999, 1_000_000), '99.9 %');
  assert.equal(formatShare(0, 2700), '0 %');
  assert.equal(formatShare(1, 1_000_000), '< 0.01 %');
  assert.equal(formatShare(0, 0), '–');
});

test('shares are truncated, as cricket averages are', () => {
  assert.equal(formatShare(4, 2172), '0.18 %');
  assert.equal(formatShare(2, 3), '66.6 %');
  assert.equal(formatShare(29, 100), '29.0 %');
  assert.equal(formatShare(7, 100), '7.0 %');
});

test('counts have thousands separators', () => {
  assert.deepEqual([0, 999, 2700, 1_000_000].map(formatCount), ['0', '999', '2,700', '1,000,000']);
});

test('a count of one has a singular noun', () => {
  assert.equal(pluralize(1, 'question'), '1 question');
  assert.equal(pluralize(0, 'question'), '0 questions');
  assert.equal(pluralize(2700, 'entity', 'entities'), '2,700 entities');
});
