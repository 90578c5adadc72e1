import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareRows,
  describeComparison,
  describeShared,
} from '../../../../src/core/evaluation/comparison.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { createEvaluationIndex, emptyQuery } from '../../../../src/core/evaluation/query.ts';
import { predictionOf, questionOf } from './askings.ts';

const userAsks = (content: string) => ({ role: 'user' as const, content });
const questions = ['A', 'B', 'C', 'D', 'E', 'F'].map((entity, at) =>
  questionOf(String(100 + at), { entity }),
);
const rowsOf = (outputs: readonly (string | undefined)[]) =>
  evaluate(
    questions,
    questions.flatMap((question, at) => {
      const output = outputs[at];
      return output === undefined ? [] : [predictionOf(question, output)];
    }),
  ).rows;
const earlier = rowsOf(['100', '7', '7', '7', '104', undefined]);
const later = rowsOf(['100', '101', '8', ' 7', '9', '105']);

test('a question is fixed, still wrong, newly broken, still exact or was not asked', () => {
  const { counts, outputBefore } = compareRows(later, earlier);
  assert.deepEqual(counts, {
    fixed: 1,
    'still wrong': 2,
    'newly broken': 1,
    'still exact': 1,
    'not asked': 1,
  });
  assert.equal(describeComparison(counts), '1 fixed, 2 still wrong, 1 newly broken');
  assert.equal(outputBefore(0), '100');
  assert.equal(outputBefore(1), '7');
  assert.equal(outputBefore(5), undefined);
});

test('shares are of the questions that both were asked; the others are counted', () => {
  const comparison = compareRows(later, earlier);
  assert.equal(
    describeShared(comparison),
    'Of the 5 questions that both were asked, 40.0 % were exact there and 40.0 % are here. Not compared: 1 question asked only here.',
  );
  assert.equal(
    describeShared(compareRows(earlier, later)),
    'Of the 5 questions that both were asked, 40.0 % were exact there and 40.0 % are here. Not compared: 1 question asked only there.',
  );
  const none = rowsOf([undefined, undefined, undefined, undefined, undefined, '105']);
  assert.equal(describeShared(compareRows(none, earlier)), 'They share no question.');
});

test('a question whose golden or text has changed since is another question', () => {
  const golden = questionOf('999', { entity: 'A' });
  const text = { ...questionOf('100', { entity: 'A' }), prompt: [userAsks('And of A?')] };
  for (const changed of [golden, text]) {
    const { rows } = evaluate([changed], [predictionOf(changed, '999')]);
    const { counts, onlyBefore, outputBefore } = compareRows(rows, earlier);
    assert.deepEqual([counts['not asked'], onlyBefore, outputBefore(0)], [1, 5, undefined]);
  }
});

test('where both were asked the same, nothing is said to be left out', () => {
  assert.equal(
    describeShared(compareRows(earlier, earlier)),
    'Of the 5 questions that both were asked, 40.0 % were exact there and 40.0 % are here.',
  );
});

test('an index filters, counts and sorts by change', () => {
  const index = createEvaluationIndex(later, compareRows(later, earlier));
  const found = index.query({ ...emptyQuery, changes: ['fixed', 'newly broken'] });
  assert.deepEqual([...found.rows], [1, 4]);
  assert.equal(found.changes['still wrong'], 2);
  const sorted = index.query({ ...emptyQuery, sort: { column: 'change', descending: false } });
  assert.deepEqual([...sorted.rows], [1, 2, 3, 4, 0, 5]);
  const broken = index.query({ ...emptyQuery, marks: 'failures', changes: ['newly broken'] });
  assert.deepEqual([...broken.rows], [4]);
  assert.equal(broken.changes.fixed, 0);
});

test('a query for a fact returns only its rows', () => {
  const { rows } = createEvaluationIndex(later).query({ ...emptyQuery, fact: 'c/runs' });
  assert.deepEqual([...rows], [2]);
});
