import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menuWords } from '../../../../src/editor/run/run.ts';
import { runOf } from './runOf.ts';

test('the menus of a run follow its state', () => {
  assert.deepEqual(menuWords(runOf()), ['run', 'active']);
  assert.deepEqual(menuWords(runOf({}, { status: 'finished' })), ['run', 'predicted', 'whole']);
  assert.deepEqual(menuWords(runOf({}, { status: 'cancelled' })), ['run', 'resumable']);
  const preflight = runOf({ operation: 'preflight' }, { status: 'finished' });
  assert.deepEqual(menuWords(preflight), ['run']);
  const questions = { ...runOf().request.questions, sourceSha256: '0'.repeat(64) };
  const some = runOf({ operation: 'predict', questions }, { status: 'finished' });
  assert.deepEqual(menuWords(some), ['run', 'predicted']);
  // All of its questions, each with a row before it.
  const parent = { run: 'r', asks: 'look-up' } as const;
  const lookUp = runOf({ operation: 'predict', questions, parent }, { status: 'finished' });
  assert.deepEqual(menuWords(lookUp), ['run', 'predicted', 'whole']);
});
