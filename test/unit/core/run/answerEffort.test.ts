import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerEffort, effortInWords } from '../../../../src/core/run/answerEffort.ts';

test('what answers took is told once all have been given, and where it was measured', () => {
  const predicted = { done: 4, questions: 4, seconds: 0.02, promptTokens: 702 };
  const effort = answerEffort(predicted);
  assert.deepEqual(effort, { questions: 4, seconds: 0.02, promptTokens: 702 });
  assert.equal(answerEffort(undefined), undefined);
  assert.equal(answerEffort({ ...predicted, done: 3 }), undefined);
  assert.equal(answerEffort({ done: 4, questions: 4 }), undefined);
  assert.equal(answerEffort({ ...predicted, done: 0, questions: 0 }), undefined);
});

test('what answers took is said per question', () => {
  const of = (seconds: number): string =>
    effortInWords({ questions: 4, seconds, promptTokens: 702 });
  assert.equal(of(0.02), '176 tokens a prompt, 5 ms an answer');
  assert.equal(of(1.23456), '176 tokens a prompt, 310 ms an answer');
  assert.equal(of(8), '176 tokens a prompt, 2.0 s an answer');
});
