import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerStore } from '../../../../src/core/evaluation/answerStore.ts';
import { evaluate, evaluateAnswers } from '../../../../src/core/evaluation/evaluation.ts';
import { toEvaluationFile } from '../../../../src/core/evaluation/evaluationFile.ts';
import { predictionOf, questionOf } from './askings.ts';

const lara = [1, 2, 3].map((phrasing) => questionOf('11953', { phrasing }));
const held = questionOf('11953', { phrasing: 4, split: 'phrasing' });
const root = [1, 2, 3].map((phrasing) => questionOf('12000', { entity: 'JE Root', phrasing }));
const hundreds = questionOf('34', { statistic: 'hundreds' });
const questions = [...lara, held, ...root, hundreds];
const [first, second, third] = lara;
assert.ok(first && second && third);

const predictions = [
  predictionOf(first, '11953'),
  predictionOf(second, '11953'),
  predictionOf(third, '11,953'),
  predictionOf(held, '12000'),
  ...root.map((question) => predictionOf(question, 'many')),
  predictionOf(hundreds, '34'),
];

const nothing = { questions: 0, exact: 0, format: 0 };

test('counts by split, verdict, reason, statistic, phrasing and fact', () => {
  const evaluation = evaluate(questions, predictions);
  assert.deepEqual(evaluation.totals, {
    train: { questions: 7, exact: 3, format: 4 },
    phrasing: { questions: 1, exact: 0, format: 1 },
    fact: nothing,
    unknown: nothing,
    'unknown-held': nothing,
    asked: nothing,
  });
  assert.deepEqual(evaluation.kinds, []);
  assert.equal(evaluation.knowing, undefined);
  assert.equal(evaluation.verdicts.exact, 3);
  assert.equal(evaluation.verdicts.equivalent, 1);
  assert.equal(evaluation.verdicts.skewed, 1);
  assert.equal(evaluation.verdicts.malformed, 3);
  assert.equal(evaluation.reasons['another entity'], 1);
  assert.deepEqual(evaluation.facts, { all: 1, some: 1, none: 1 });
  assert.deepEqual(
    evaluation.statistics.map(({ statistic, totals }) => [statistic, totals.train.questions]),
    [
      ['runs', 6],
      ['hundreds', 1],
    ],
  );
  assert.deepEqual(
    evaluation.phrasings.map(({ phrasing, totals }) => [phrasing, totals.train.exact]),
    [
      [1, 2],
      [2, 1],
      [3, 0],
      [4, 0],
    ],
  );
  assert.ok(evaluation.intervals.train);
  assert.equal(evaluation.intervals.fact, undefined);
});

test('missing, unknown and repeated predictions are counted and otherwise ignored', () => {
  const stranger = predictionOf(questionOf('1', { entity: 'Nobody' }), '1');
  const repeat = predictionOf(first, 'again');
  const evaluation = evaluate(questions, [...predictions.slice(0, 4), stranger, repeat]);
  assert.equal(evaluation.rows.length, 4);
  assert.equal(evaluation.missing, 4);
  assert.equal(evaluation.unknown, 1);
  assert.equal(evaluation.repeated, 1);
  assert.equal(evaluation.rows.at(0)?.verdict, 'exact');
});

test('rows are in the order of the questions, whatever the order of the predictions', () => {
  const talk = { role: 'system', content: 'Answer briefly.' } as const;
  const [asked] = held.prompt;
  assert.ok(asked);
  const odd = { ...held, id: 'odd', fact: 'odd/runs', prompt: [talk, asked] };
  const all = [...questions, odd];
  const said = [predictionOf(odd, ' 11953\n', -Infinity), ...predictions.toReversed()];
  const rows = [...evaluate(all, said).rows];
  assert.deepEqual(
    rows.map(({ question }) => question),
    all,
  );
  for (const { question, output, logprob, stopped } of rows)
    assert.deepEqual(
      { id: question.id, output, logprob, stopped },
      said.find(({ id }) => id === question.id),
    );
});

test('a wider skew limit turns hallucinated into skewed, and nothing else', () => {
  const answers = new AnswerStore([hundreds]);
  answers.add(predictionOf(hundreds, '43'));
  const verdict = (limit: number) => evaluateAnswers(answers, limit).rows.at(0)?.verdict;
  assert.equal(verdict(0.15), 'hallucinated');
  assert.equal(verdict(0.27), 'skewed');
});

test('an empty dataset has zero counts', () => {
  const evaluation = evaluate([], []);
  assert.deepEqual(evaluation.facts, { all: 0, some: 0, none: 0 });
  assert.deepEqual(evaluation.intervals, {});
});

test('evaluation.json starts with the counts and has no rows', () => {
  const file = toEvaluationFile(evaluate(questions, predictions), {
    run: '20261123-030000-recall',
    questionsSha256: 'abc',
  });
  assert.deepEqual(Object.keys(file).slice(0, 4), ['v', 'run', 'questions', 'totals']);
  assert.equal(file.questions, 8);
  assert.ok(!('rows' in file));
  assert.deepEqual(JSON.parse(JSON.stringify(file)), file);
});
