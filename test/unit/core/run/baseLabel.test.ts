import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseName } from '../../../../src/core/run/baseLabel.ts';

test('a hub id stays, a folder is called by its last two names', () => {
  assert.equal(baseName('Qwen/Qwen2.5-1.5B-Instruct'), 'Qwen/Qwen2.5-1.5B-Instruct');
  assert.equal(baseName('/home/me/cricket-lora/data/base/'), 'data/base');
  assert.equal(baseName('C:\\models\\qwen'), 'models/qwen');
  assert.equal(baseName('/base'), 'base');
});
