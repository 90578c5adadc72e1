import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cancelQuestion } from '../../../../src/editor/run/cancelQuestion.ts';
import { runOf } from './runOf.ts';

describe('cancelling a run asks where it costs something', () => {
  test('in training: the epoch that it is in, and that it can be resumed', () => {
    const run = runOf({}, { phase: 'training', step: 100, epoch: 6.4 });
    assert.match(cancelQuestion(run) ?? '', /^It is in epoch 7 of at most 60\..*Resume Run/);
  });
  test('while asking: the answers', () => {
    const predicted = { done: 1200, questions: 3600 };
    const run = runOf({}, { phase: 'predicting', step: 100, predicted });
    assert.match(cancelQuestion(run) ?? '', /1,200 of 3,600 questions.*lost.*adapter is kept/);
    const again = runOf({ operation: 'predict' }, { phase: 'predicting', predicted });
    assert.doesNotMatch(cancelQuestion(again) ?? '', /adapter/);
  });
  test('not before the first step, nor of a preflight', () => {
    assert.equal(cancelQuestion(runOf({}, { phase: 'loading' })), undefined);
    const measuring = { phase: 'measuring', step: 2 } as const;
    assert.equal(cancelQuestion(runOf({ operation: 'preflight' }, measuring)), undefined);
  });
});
