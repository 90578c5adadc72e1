import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { emptyQuery } from '../../../../src/core/evaluation/query.ts';
import { createRowWindows } from '../../../../src/core/pages/rowWindows.ts';
import { predictionOf, questionOf } from '../evaluation/askings.ts';

const questions = Array.from({ length: 250 }, (_, at) =>
  questionOf(String(1000 + at), { entity: `Player ${at}` }),
);
const { rows } = evaluate(
  questions,
  questions.map((question, at) =>
    predictionOf(question, at === 0 ? 'x'.repeat(5000) : ' 1001\n', at === 1 ? -Infinity : -1),
  ),
);
const { answer } = createRowWindows(rows);

test('a window has the requested length, less at the end, none beyond', () => {
  const window = (start: number, count: number) =>
    answer({ query: emptyQuery, start, count }).rows.length;
  assert.deepEqual([window(0, 100), window(200, 100), window(300, 100)], [100, 50, 0]);
  assert.equal(answer({ query: emptyQuery, start: 0, count: 1 }).total, 250);
});

test('long outputs are cut and give their length; probability 0 has no log-probability', () => {
  const [first, second] = answer({ query: emptyQuery, start: 0, count: 2 }).rows;
  assert.equal(first?.output.length, 1000);
  assert.equal(first.outputLength, 5000);
  assert.equal(second?.output, '1001');
  assert.equal(second.logprob, null);
  assert.ok(!('outputLength' in second));
});

test('the details of a question are its whole output and all phrasings of its fact', () => {
  const asked = ['A', 'B'].flatMap((entity) =>
    [1, 2, 3].map((phrasing) => questionOf('100', { entity, phrasing })),
  );
  const answered = asked.filter((_, at) => at !== 1);
  const { details } = createRowWindows(
    evaluate(
      asked,
      answered.map((question) => predictionOf(question, 'y'.repeat(3000))),
    ).rows,
  );
  const found = details('a/runs/3');
  assert.equal(found?.row.output.length, 3000);
  assert.deepEqual(
    found.phrasings.map(({ id }) => id),
    ['a/runs/1', 'a/runs/3'],
  );
  assert.equal(found.phrasings[0]?.output.length, 1000);
  assert.equal(details('a/runs/2'), undefined, 'it has not been answered');
  assert.equal(details('c/runs/1'), undefined);
});
