import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseLabel } from '../../../../src/core/run/baseLabel.ts';

test('a hub id is unchanged, a folder is shortened to its last two names', () => {
  assert.equal(baseLabel('Qwen/Qwen2.5-1.5B-Instruct'), 'Qwen/Qwen2.5-1.5B-Instruct');
  assert.equal(baseLabel('/home/me/cricket-lora/data/base/'), 'data/base');
  assert.equal(baseLabel('C:\\models\\qwen'), 'models/qwen');
  assert.equal(baseLabel('/base'), 'base');
});
