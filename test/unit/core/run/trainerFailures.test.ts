import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, failureCodes } from '../../../../src/core/run/trainerFailures.ts';

test('every code is a sentence even when its parameters are missing', () => {
  for (const code of failureCodes) {
    const { message } = describeFailure(code, {});
    assert.match(message, /^[A-Zc].*\.$/s, code);
    assert.doesNotMatch(message, /undefined|NaN/, code);
  }
});

test('names the setting to change and offers the remedy', () => {
  const memory = describeFailure('out-of-memory', { phase: 'training', batchSize: 32 });
  assert.match(memory.message, /cricketLora\.recipe\.batchSize/);
  assert.match(
    describeFailure('out-of-memory', { phase: 'predicting', batchSize: 64 }).message,
    /predictionBatchSize/,
  );
  assert.equal(describeFailure('no-network', { base: 'a/b' }).remedy, 'use embedded base');
  assert.match(describeFailure('died', { lastWords: 'Killed' }).message, /last words:\nKilled$/);
  assert.match(
    describeFailure('disk-full', { path: '/a', needed: 2.5e9, free: 1000 }).message,
    /2\.5 GB.*1\.0 kB/,
  );
});

test('is honest about a code it does not know', () => {
  const { message, remedy } = describeFailure('toString', { module: 'x' });
  assert.equal(message, "The trainer failed with 'toString' (module x). The log has the details.");
  assert.equal(remedy, 'show log');
});
