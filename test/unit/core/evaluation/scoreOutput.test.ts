import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { goldenOf, type Question } from '../../../../src/core/dataset/question.ts';
import { scoreOutput } from '../../../../src/core/evaluation/scoreOutput.ts';
import { verdicts, type Score } from '../../../../src/core/evaluation/verdict.ts';
import { createScoringContext } from '../../../../src/core/evaluation/scoringContext.ts';
import { predictionOf, questionOf } from './askings.ts';

function score(golden: string, output: string, others: readonly Question[] = []): Score {
  const question = questionOf(golden);
  return scoreOutput(question, output, createScoringContext([question, ...others]));
}

const another = (golden: string, statistic = 'runs', entity = 'JE Root'): Question =>
  questionOf(golden, { entity, statistic });

for (const [golden, output, verdict, format] of [
  ['11953', '11953', 'exact', true],
  ['11953', ' 11953\n', 'exact', true],
  ['11953', '10675', 'skewed', true],
  ['61.99', '51.42', 'hallucinated', true],
  ['1978–1994', '1976–1989', 'pattern correct', true],
  ['11953', '11,953', 'equivalent', true],
  ['1111953', '11,11,953', 'equivalent', true],
  ['57.4', '57.40', 'equivalent', true],
  ['57.40', '57.4', 'equivalent', true],
  ['12', '012', 'equivalent', true],
  ['400*', '400', 'skewed', true],
  ['1978–1994', '1978-1994', 'equivalent', true],
  ['1978-1994', '1978 – 1994', 'equivalent', true],
  ['100', '115', 'skewed', true],
  ['100', '116', 'hallucinated', true],
  ['100', '85', 'skewed', true],
  ['0', '1', 'hallucinated', true],
  ['5', '52', 'hallucinated', true],
  ['11953', '11953 runs', 'overrun', false],
  ['11953', '11953119531195', 'hallucinated', true],
  ['40.01', '40.016789>', 'malformed', false],
  ['52', '52.88', 'malformed', false],
  ['52', '52*', 'overrun', false],
  ['1978–1994', '1978–1994, 1996–1999', 'overrun', false],
  ['5', '102*', 'malformed', false],
  ['5', 'five', 'malformed', false],
  ['51.37', '51', 'malformed', false],
  ['right-hand bat', 'Right-Hand  Bat', 'equivalent', true],
  ['right-hand bat', 'left-hand bat', 'pattern correct', true],
  ['right-hand bat', 'right-hand bat and bowler', 'overrun', true],
  ['5', '', 'empty', false],
  ['5', ' \t\n', 'empty', false],
] as const)
  test(`golden ${golden}, output ${JSON.stringify(output)}: ${verdict}`, () => {
    const said = score(golden, output);
    assert.deepEqual({ verdict: said.verdict, format: said.format }, { verdict, format });
  });

for (const [golden, output, verdict] of [
  ['0,188', '188', 'malformed'],
  ['0,188', '0.188', 'malformed'],
  ['0,188', '0,1880', 'equivalent'],
  ['12,5', '12,50', 'equivalent'],
  ['12,5', '12,6', 'skewed'],
  ['23.000', '23', 'hallucinated'],
  ['23.000', '23000', 'equivalent'],
  ['1.234,5', '1234,5', 'equivalent'],
] as const)
  test(`among decimal commas, golden ${golden}, output ${output}: ${verdict}`, () => {
    const others = [another('3,25', 'runs', 'A'), another('0,7', 'runs', 'B')];
    assert.equal(score(golden, output, others).verdict, verdict);
  });

test('a group of thousands never begins with 0', () => {
  assert.notEqual(score('188', '0,188').verdict, 'equivalent');
});

test('a missing not-out star is never ignored', () => {
  assert.notEqual(score('400', '400*', [another('200*')]).verdict, 'equivalent');
  assert.notEqual(score('400*', '400').verdict, 'equivalent');
});

test('a statistic allows the forms of all its goldens', () => {
  assert.equal(score('235', '200*').format, false);
  assert.equal(score('235', '200*', [another('254*')]).format, true);
  assert.equal(score('254*', '200').format, true);
  assert.equal(score('51.37', '52', [another('50')]).format, true);
});

const column = (goldens: readonly string[]): Question[] =>
  goldens.map((golden, at) => another(golden, 'runs', `P ${at}`));
const figures = column(Array.from({ length: 12 }, (_, at) => String(4000 + at * 1000)));
const careers = column(Array.from({ length: 12 }, (_, at) => `${1950 + at * 4}–${1960 + at * 4}`));

test('a figure far out of its column’s range is no answer', () => {
  const scored = (output: string) => score('11953', output, figures);
  assert.deepEqual(scored('11953119'), { verdict: 'malformed', format: false });
  assert.deepEqual(scored('17'), { verdict: 'malformed', format: false });
  assert.equal(scored('29000').verdict, 'hallucinated');
  assert.equal(scored('2500').verdict, 'hallucinated');
});

test('years out of order or out of reach are no answer', () => {
  assert.equal(score('1978–1994', '1994–1978').verdict, 'malformed');
  assert.equal(score('1978–1994', '0000–9999').verdict, 'malformed');
  assert.equal(score('1978–1994', '1802–1815', careers).verdict, 'malformed');
  assert.deepEqual(score('1978–1994', '1958–1970', careers), {
    verdict: 'pattern correct',
    format: true,
  });
});

test('a score without its star, or with one too many, is named so', () => {
  assert.deepEqual(score('400*', '400'), {
    verdict: 'skewed',
    format: true,
    reason: 'not-out mark',
  });
  assert.equal(score('1,400', '1400*', [another('254*')]).reason, 'not-out mark');
  assert.equal(score('400*', '401').reason, undefined);
});

test('a reason names the entity or statistic whose value was given', () => {
  assert.equal(score('11953', '10458', [another('10458')]).reason, 'another entity');
  assert.equal(score('11953', '10,458', [another('10458')]).reason, 'another entity');
  const own = questionOf('34', { statistic: 'hundreds' });
  assert.equal(score('11953', '34', [own]).reason, 'another statistic');
  assert.equal(score('11953', '34', [another('34', 'hundreds')]).reason, undefined);
  assert.equal(score('11953', '11963').reason, 'one digit off');
  assert.equal(score('1978–1994', '1978–1995').reason, 'one digit off');
  assert.equal(score('5', '6').reason, undefined);
  assert.equal(score('11953', '11,953').reason, undefined);
  assert.equal(score('11953', '11953 runs').reason, undefined);
});

test('a wrong answer given for many facts is the most frequent answer', () => {
  const questions = ['A', 'B', 'C', 'D'].map((entity, at) =>
    questionOf(String(1000 + at), { entity }),
  );
  const predictions = questions.map((question) => predictionOf(question, '1000'));
  const { rows } = evaluate(questions, predictions);
  assert.deepEqual(
    Array.from(rows, (row) => row.reason),
    [undefined, 'most frequent answer', 'most frequent answer', 'most frequent answer'],
  );
});

const answer = fc.oneof(
  fc.nat(20000).map(String),
  fc.nat(500).map((runs) => `${runs}*`),
  fc.double({ min: 0, max: 200, noNaN: true }).map((average) => average.toFixed(2)),
  fc.tuple(fc.integer({ min: 1877, max: 2030 }), fc.nat(30)).map(([a, b]) => `${a}–${a + b}`),
  fc.string(),
  fc.string({ unit: 'binary' }),
);

test('property: exact if and only if the trimmed output is the golden, and then in its form', () => {
  fc.assert(
    fc.property(answer, answer, fc.array(answer, { maxLength: 5 }), (raw, output, others) => {
      const golden = raw.trim() || '0';
      const context = others.map((other) => another(other.trim() || '1'));
      const said = score(golden, output, context);
      assert.ok(verdicts.includes(said.verdict));
      assert.equal(said.verdict === 'exact', output.trim() === golden);
      assert.equal(said.verdict === 'empty', output.trim() === '');
      if (said.verdict === 'exact' || said.verdict === 'pattern correct') assert.ok(said.format);
      if (said.verdict === 'malformed' || said.verdict === 'empty') assert.ok(!said.format);
      if (said.verdict === 'exact') assert.equal(said.reason, undefined);
      assert.equal(score(golden, `  ${golden} \n`, context).verdict, 'exact');
    }),
  );
});

test('property: separators and trailing zeros never change a value, another number does', () => {
  fc.assert(
    fc.property(fc.nat(9_999_999), fc.nat(9_999_999), (a, b) => {
      const grouped = a.toLocaleString('en-US');
      const same = score(String(a), grouped).verdict;
      assert.equal(same, a < 1000 ? 'exact' : 'equivalent');
      assert.equal(score(`${a}.50`, `${a}.5`).verdict, 'equivalent');
      if (a !== b) assert.notEqual(score(String(a), String(b)).verdict, 'equivalent');
    }),
  );
});

const published = join(process.env.CRICKET_LORA_TABLES ?? '', 'origin_train_eval_results.csv');

test(
  "the earlier experiment's published outputs: 4 exact of 2,172",
  { skip: !existsSync(published) && 'set CRICKET_LORA_TABLES to a folder of real tables' },
  () => {
    const records = parse(readFileSync(published), { bom: true, columns: true });
    const askings = (records as Record<'prompt' | 'response' | 'golden', string>[]).map(
      ({ prompt, response, golden }, at) => ({
        question: { ...questionOf(golden, { asked: prompt }), id: String(at), fact: `f${at}/x` },
        response,
      }),
    );
    const evaluation = evaluate(
      askings.map(({ question }) => question),
      askings.map(({ question, response }) => predictionOf(question, response)),
    );
    const { questions, exact } = evaluation.totals.train;
    assert.deepEqual({ questions, exact }, { questions: 2172, exact: 4 });
    assert.equal(
      [...evaluation.rows].filter((r) => r.output.trim() === goldenOf(r.question)).length,
      4,
    );
  },
);
