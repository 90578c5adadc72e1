import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import type { Question } from '../../../../src/core/dataset/question.ts';
import { predictionOf, questionOf } from './askings.ts';

const unknowable = (entity: string, split: 'unknown' | 'unknown-held'): Question => ({
  ...questionOf('unknown', { entity, split }),
  kind: 'invented-name',
  source: { row: 0, column: 'runs' },
});
const lara = questionOf('11953');
const root = questionOf('12000', { entity: 'JE Root' });
const gayle = questionOf('7214', { entity: 'CH Gayle' });
const trained = unknowable('AB Larwick', 'unknown');
const held = ['RC Smolt', 'TD Vennar'].map((entity) => unknowable(entity, 'unknown-held'));
const [first, second] = held;
assert.ok(first && second);
const questions = [lara, root, gayle, trained, ...held];

test('what the table knows is right, wrong or refused; what it does not is refused or invented', () => {
  const { knowing, kinds, verdicts, facts } = evaluate(questions, [
    predictionOf(lara, '11953'),
    predictionOf(root, 'unknown'),
    predictionOf(gayle, '7215'),
    predictionOf(trained, 'unknown'),
    predictionOf(first, 'unknown'),
    predictionOf(second, '9312'),
  ]);
  assert.ok(knowing);
  const { known, unknowable: asked, ...parts } = knowing;
  assert.deepEqual([known, asked], [3, 3]);
  assert.deepEqual(
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.questions])),
    {
      answeredRightly: 1,
      answeredWrongly: 1,
      refusedWrongly: 1,
      refusedRightly: 2,
      invented: 1,
    },
  );
  for (const { interval } of Object.values(parts)) assert.ok(interval[0] < interval[1]);
  assert.deepEqual(
    [verdicts.exact, verdicts.refused, verdicts.invented, verdicts.skewed],
    [3, 1, 1, 1],
  );
  assert.deepEqual(
    kinds.map(({ kind, questions: all, exact }) => [kind, all, exact]),
    [['invented-name', 2, 1]],
    'only questions that were never trained tell of a kind',
  );
  assert.deepEqual(facts, { all: 1, some: 0, none: 2 }, 'what is no fact is not counted as one');
});

test('the word for not knowing is an ordinary wrong answer where the dataset never gives it', () => {
  const { knowing, verdicts } = evaluate([lara], [predictionOf(lara, 'unknown')]);
  assert.equal(knowing, undefined);
  assert.deepEqual([verdicts.refused, verdicts.malformed], [0, 1]);
});

test('a fact that was never trained may be refused', () => {
  const untrained = questionOf('50', { entity: 'SM Gavaskar', split: 'fact' });
  const { knowing } = evaluate(
    [lara, untrained, trained],
    [predictionOf(lara, '11953'), predictionOf(untrained, 'unknown'), predictionOf(trained, '3')],
  );
  assert.equal(knowing?.refusedWrongly.questions, 0);
  assert.equal(knowing.known, 1);
});
