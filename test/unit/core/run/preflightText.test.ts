import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { PreflightEvent, RunEvent, StartedEvent } from '../../../../src/core/run/events.ts';
import { preflightText } from '../../../../src/core/run/preflightText.ts';

const events = readFileSync('test/fixtures/events.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RunEvent);
const started = events.find(({ type }) => type === 'started') as StartedEvent;
const preflight = events.find(({ type }) => type === 'preflight') as PreflightEvent;
const recipe = { batchSize: 32, epochs: 60, stopAtRecall: true };

void test('reports device and dtype, memory, and time to the last epoch', () => {
  assert.deepEqual(preflightText({ started, preflight }, recipe), [
    '2 cores, capability 7.5: the base is held in fp32, the GPU has no native bf16, below capability 8.0.',
    '8.0 GB of memory at the peak; 15.0 GB were free with the base loaded.',
    '500 ms a step of 32 questions: about 7 min 05 s if everything is recalled after 10 epochs, at most 42 min 30 s for 5,100 steps, then 1 min 00 s to ask every question.',
  ]);
});

void test('reports one duration where the recipe does not stop at recall', () => {
  const lines = preflightText({ started, preflight }, { ...recipe, stopAtRecall: false });
  assert.match(lines[2] ?? '', /: 42 min 30 s for 5,100 steps, then/);
});

void test('names the setting to lower first when a step does not fit at once', () => {
  const many = { ...started, questions: { ...started.questions, train: 640 } };
  const lines = preflightText({ started: many, preflight }, { ...recipe, batchSize: 64 });
  assert.match(lines.at(-1) ?? '', /32 questions at once.*in 2 parts.*batchSize to 32/);
});

void test('reports steps without CUDA graphs, on a GPU only', () => {
  const unrecorded = { ...preflight, recorded: false };
  assert.equal(preflightText({ started, preflight: unrecorded }, recipe).length, 4);
  const onCpu = { ...unrecorded, capability: '' };
  assert.equal(preflightText({ started, preflight: onCpu }, recipe).length, 3);
});

void test('speaks of no more questions a step than there are', () => {
  for (const train of [3, 1, 31]) {
    const few = { ...started, questions: { ...started.questions, train } };
    const all = { ...preflight, questionsAtOnce: train };
    const lines = preflightText({ started: few, preflight: all }, recipe);
    assert.match(lines[2] ?? '', new RegExp(`a step of ${train} question`));
    assert.doesNotMatch(lines.join(' '), /Memory holds/);
  }
});
