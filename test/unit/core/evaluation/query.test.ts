import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate, type EvaluationRow } from '../../../../src/core/evaluation/evaluation.ts';
import { answerKey, compareSortKeys, textKey } from '../../../../src/core/evaluation/radixSort.ts';
import {
  sortColumns,
  createEvaluationIndex,
  emptyQuery,
  type Query,
} from '../../../../src/core/evaluation/query.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { predictionOf, questionOf } from './askings.ts';

const lara = questionOf('11953');
const root = questionOf('12000', { entity: 'JE Root' });
const span = questionOf('1990–2006', { statistic: 'span', phrasing: 4, split: 'phrasing' });
const average = questionOf('52.88', { statistic: 'average' });
const { rows } = evaluate(
  [lara, root, span, average],
  [
    predictionOf(lara, '11953', -0.01),
    predictionOf(root, '9000', -9),
    predictionOf(span, '1978–1994', -Infinity),
    predictionOf(average, 'Nothing [at] all', -2),
  ],
);
const index = createEvaluationIndex(rows);
const ask = (query: Partial<Query>) => [...index.query({ ...emptyQuery, ...query }).rows];

test('filters restrict the rows, alone and combined', () => {
  assert.deepEqual(ask({}), [0, 1, 2, 3]);
  assert.deepEqual(ask({ marks: 'passes' }), [0]);
  assert.deepEqual(ask({ marks: 'failures' }), [1, 2, 3]);
  assert.deepEqual(ask({ verdicts: ['hallucinated', 'malformed'] }), [1, 3]);
  assert.deepEqual(ask({ statistics: ['runs'] }), [0, 1]);
  assert.deepEqual(ask({ splits: ['phrasing'] }), [2]);
  assert.deepEqual(ask({ statistics: ['runs'], marks: 'failures' }), [1]);
  assert.deepEqual(ask({ verdicts: ['exact'], marks: 'failures' }), []);
  assert.deepEqual(ask({ reasons: ['one digit off'] }), []);
  assert.deepEqual(ask({ fact: span.fact }), [2]);
});

test('filters and sorts by reason and by form, those without a reason last', () => {
  const { rows: some } = evaluate(
    [root, lara, average],
    [predictionOf(root, '12000'), predictionOf(lara, '11954'), predictionOf(average, 'none')],
  );
  const missed = createEvaluationIndex(some);
  const found = (query: Partial<Query>) => [...missed.query({ ...emptyQuery, ...query }).rows];
  assert.deepEqual(found({ reasons: ['one digit off'] }), [1]);
  assert.deepEqual(found({ reasons: ['another entity'] }), []);
  const sorted = (column: 'reason' | 'format') => found({ sort: { column, descending: false } });
  assert.deepEqual(sorted('reason'), [1, 0, 2]);
  assert.deepEqual(sorted('format'), [2, 0, 1]);
});

test('searches question, output and golden, case-insensitively', () => {
  const plain = (text: string) => ask({ search: { text, regularExpression: false } });
  assert.deepEqual(plain('je ROOT'), [1]);
  assert.deepEqual(plain('52.88'), [3]);
  assert.deepEqual(plain('nothing [at]'), [3]);
  assert.deepEqual(plain('.*'), []);
  const expression = (text: string) => ask({ search: { text, regularExpression: true } });
  assert.deepEqual(expression('^1[19]'), [0, 2]);
  assert.deepEqual(expression('^NOTHING'), [3]);
});

test('an invalid regular expression is rejected with its error', () => {
  assert.throws(
    () => ask({ search: { text: '(19', regularExpression: true } }),
    (error) => error instanceof UserError && error.message.includes('unterminated group'),
  );
});

test('counts of verdicts ignore the filters by mark and verdict', () => {
  const result = index.query({ ...emptyQuery, marks: 'passes', statistics: ['runs'] });
  assert.equal(result.verdicts.exact, 1);
  assert.equal(result.verdicts.hallucinated, 1);
  assert.equal(result.verdicts.malformed, 0);
});

test('numbers sort by value, log-probabilities with infinity', () => {
  const sorted = (column: Query['sort'] & object) => ask({ sort: column });
  assert.deepEqual(sorted({ column: 'golden', descending: false }), [3, 2, 0, 1]);
  assert.deepEqual(sorted({ column: 'golden', descending: true }), [1, 0, 2, 3]);
  assert.deepEqual(sorted({ column: 'logprob', descending: false }), [2, 1, 3, 0]);
  assert.deepEqual(sorted({ column: 'recall', descending: false }), [1, 2, 3, 0]);
  assert.deepEqual(sorted({ column: 'entity', descending: true }), [1, 0, 2, 3]);
});

const row = fc
  .record({
    golden: fc.oneof(fc.nat(999).map(String), fc.string({ minLength: 1 })),
    output: fc.oneof(fc.nat(999).map(String), fc.string()),
    logprob: fc.double({ noNaN: true }),
    entity: fc.string(),
    phrasing: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ golden, output, logprob, entity, phrasing }): EvaluationRow => ({
    question: questionOf(golden, { entity, phrasing }),
    output,
    logprob,
    stopped: true,
    verdict: output === golden ? 'exact' : 'malformed',
    format: output === golden,
  }));

test('property: sorts like a stable comparison sort, in both directions', () => {
  const compare = {
    phrasing: (a: EvaluationRow, b: EvaluationRow) => a.question.phrasing - b.question.phrasing,
    entity: (a: EvaluationRow, b: EvaluationRow) =>
      compareSortKeys(textKey(a.question.entity), textKey(b.question.entity)),
    output: (a: EvaluationRow, b: EvaluationRow) =>
      compareSortKeys(answerKey(a.output), answerKey(b.output)),
  };
  const column = fc.constantFrom('phrasing' as const, 'entity' as const, 'output' as const);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), column, fc.boolean(), (drawn, by, descending) => {
      const { rows: order } = createEvaluationIndex(drawn).query({
        ...emptyQuery,
        sort: { column: by, descending },
      });
      const sign = descending ? -1 : 1;
      assert.deepEqual(
        [...order].map((at) => drawn[at]),
        drawn.toSorted((a, b) => sign * compare[by](a, b)),
      );
    }),
  );
});

test('every column sorts without losing a row', () => {
  for (const column of sortColumns)
    assert.deepEqual(ask({ sort: { column, descending: true } }).sort(), [0, 1, 2, 3], column);
});

test('property: log-probabilities sort in numeric order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (drawn) => {
      const made = createEvaluationIndex(drawn);
      const sorted = made.query({ ...emptyQuery, sort: { column: 'logprob', descending: false } });
      const numbers = [...sorted.rows].map((at) => drawn[at]?.logprob ?? 0);
      // Minus zero sorts before zero in both.
      assert.deepEqual(
        numbers.map((number) => number + 0),
        numbers.map((number) => number + 0).toSorted((a, b) => a - b),
      );
    }),
  );
});
