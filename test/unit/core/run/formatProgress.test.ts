import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration } from '../../../../src/core/common/formatDuration.ts';
import { formatProgress, formatRecall } from '../../../../src/core/run/formatProgress.ts';
import { initialRunState } from '../../../../src/core/run/runState.ts';

test('durations show the two largest units', () => {
  assert.equal(formatDuration(-1), '0 s');
  assert.equal(formatDuration(59.6), '1 min 00 s');
  assert.equal(formatDuration(200), '3 min 20 s');
  assert.equal(formatDuration(7499), '2 h 05 min');
  assert.equal(formatDuration(3599.6), '1 h 00 min');
  assert.equal(formatDuration(Number.NaN), 'unknown');
});

test('recall is truncated, never rounded up to 100 %', () => {
  assert.equal(formatRecall({ recalled: 2699, questions: 2700 }), '99.9 %');
  assert.equal(formatRecall({ recalled: 2700, questions: 2700 }), '100 %');
  assert.equal(formatRecall({ recalled: 0, questions: 0 }), '–');
});

const someStart = {
  device: { type: 'cpu', name: '2 cores', memoryBytes: 1 },
  dtype: 'fp32',
  versions: {},
  questions: { train: 2700, phrasing: 900, fact: 0 },
  parameters: { base: 1, adapter: 1 },
  stepsPerEpoch: 85,
} as const;

test('progress has one line per phase', () => {
  assert.equal(formatProgress(initialRunState), 'starting');
  const loading = { ...initialRunState, status: 'running', phase: 'loading' } as const;
  assert.equal(formatProgress(loading), 'loading the base');
  const rehearsal = { what: 'answers', done: 256, of: 412 } as const;
  assert.equal(formatProgress({ ...loading, rehearsal }), 'answering prompts to rehearse 256/412');
  const training = {
    ...initialRunState,
    status: 'running',
    phase: 'training',
    epochs: 60,
    epoch: 3.17,
    step: 270,
    loss: 0.4121,
    recall: { step: 255, epoch: 3, recalled: 1225, questions: 2700 },
    secondsLeft: 130,
  } as const;
  assert.equal(
    formatProgress(training),
    'epoch 3.2/60 · step 270 · loss 0.412 · recall 45.3 % · 2 min 10 s left',
  );
  assert.equal(
    formatProgress({ ...training, phase: 'predicting', predicted: { done: 64, questions: 3600 } }),
    'asked 64/3600 questions · 2 min 10 s left',
  );
  const started = { ...someStart, resolved: { stopAtRecall: true } };
  assert.match(formatProgress({ ...training, started }), / · about 16 s left$/);
  assert.match(formatProgress({ ...training, status: 'failed' }), /^failed · epoch 3\.2/);
});
