import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../src/core/evaluation/evaluation.ts';
import { formatEvaluation, printable } from '../../../src/cli/formatEvaluation.ts';
import type { Question } from '../../../src/core/dataset/question.ts';

const question = (number: number, split: Question['split']): Question => ({
  id: `bc-lara/runs/${number}`,
  prompt: [{ role: 'user', content: `How many runs? (${number})` }],
  completion: [{ role: 'assistant', content: '11953' }],
  fact: 'bc-lara/runs',
  entity: 'BC Lara',
  statistic: 'runs',
  phrasing: number,
  split,
  source: { row: 7, column: 'Runs' },
});
const answer = (number: number, output: string) => ({
  id: `bc-lara/runs/${number}`,
  output,
  stopped: true,
  logprob: -1,
});

test('shows totals per split, then sample rows of hits and misses', () => {
  const evaluation = evaluate(
    [question(1, 'train'), question(2, 'phrasing')],
    [answer(1, '11953'), answer(2, '10675')],
  );
  const text = formatEvaluation(evaluation).join('\n');
  assert.match(text, /trained questions +1 +1 +100 %.* 100 %/);
  assert.match(text, /unseen phrasings +1 +0 +0 %.* 100 %/);
  assert.doesNotMatch(text, /unseen facts/);
  assert.match(text, /in every phrasing: 0 of 1; in some: 1; in none: 0/);
  assert.match(text, /✅ How many runs\? \(1\)\n {3}golden 11953 {3}output 11953\n/);
  assert.match(text, /❌ How many runs\? \(2\)\n {3}golden 11953 {3}output 10675 {3}near miss/);
});

test('control characters of outputs are escaped', () => {
  assert.equal(printable('1\u001b[2J\n\u202e2 – é 王'), '1\\u{1b}[2J\\u{a}\\u{202e}2 – é 王');
});
