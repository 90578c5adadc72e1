import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRows, describeComparison } from '../../../../src/core/evaluation/comparison.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { createEvaluationIndex, emptyQuery } from '../../../../src/core/evaluation/query.ts';
import { predictionOf, questionOf } from './askings.ts';

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
  assert.equal(outputBefore(1), '7');
  assert.equal(outputBefore(5), undefined);
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
