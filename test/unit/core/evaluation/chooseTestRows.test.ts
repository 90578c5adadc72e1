import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationRow } from '../../../../src/core/evaluation/evaluation.ts';
import { chooseTestRows } from '../../../../src/core/evaluation/chooseTestRows.ts';

const rows = (['exact', 'skewed', 'exact', 'empty', 'skewed'] as const).map(
  (verdict): EvaluationRow => ({
    question: {
      id: 'a/runs/1',
      prompt: [],
      completion: [{ role: 'assistant', content: '1' }],
      fact: 'a/runs',
      entity: 'A',
      statistic: 'runs',
      phrasing: 1,
      split: 'train',
      source: { row: 1, column: 'Runs' },
    },
    output: '1',
    stopped: true,
    logprob: 0,
    verdict,
    format: true,
  }),
);
const shown = (limit: number): string[] =>
  chooseTestRows(rows, limit).map(({ verdict }) => verdict);

test('shows all rows up to the limit', () => {
  assert.equal(shown(5).length, 5);
});
test('beyond the limit, shows the first misses only', () => {
  assert.deepEqual(shown(4), ['skewed', 'empty', 'skewed']);
  assert.deepEqual(shown(2), ['skewed', 'empty']);
});
