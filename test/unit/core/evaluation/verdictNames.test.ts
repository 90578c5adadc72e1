import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureInWords, missInWords } from '../../../../src/core/evaluation/verdictNames.ts';

test('a failure is said in one line, in plain words', () => {
  const miss = { output: ' 151\n', golden: '200', verdict: 'skewed' } as const;
  assert.equal(failureInWords(miss), '❌ 151, golden 200 · near miss');
  assert.equal(
    failureInWords({ ...miss, output: '', verdict: 'empty' }),
    '❌ (nothing), golden 200 · no answer',
  );
  const long = failureInWords({ ...miss, output: `1\n${'2'.repeat(500)}`, verdict: 'malformed' });
  assert.match(long, /^❌ 1 2+…, golden 200 · wrong form$/);
});

test('a miss is named by its verdict and reason', () => {
  const said = (verdict: 'skewed' | 'hallucinated', reason?: 'not-out mark' | 'another entity') =>
    missInWords({ verdict, ...(reason && { reason }) });
  assert.equal(said('hallucinated', 'another entity'), 'wrong number: another row’s value');
  assert.equal(said('skewed', 'not-out mark'), 'not-out mark');
  assert.equal(said('hallucinated'), 'wrong number');
});
