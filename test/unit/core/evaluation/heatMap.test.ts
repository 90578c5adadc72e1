import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCsv } from '../../../../src/core/csv/csvReader.ts';
import { evaluate } from '../../../../src/core/evaluation/evaluation.ts';
import { heatMapOf } from '../../../../src/core/evaluation/heatMap.ts';
import { locateCells } from '../../../../src/core/csv/locateCells.ts';
import { predictionOf, questionOf } from './askings.ts';

const table = 'Player,Runs,HS\nA,"1,100",50\nB,200,60*\n';
const about = (entity: string, golden: string, asked: { row: number; column: string }) =>
  [1, 2, 3].map((phrasing) => ({
    ...questionOf(golden, { entity, statistic: asked.column, phrasing }),
    source: asked,
  }));
const questions = [
  ...about('A', '1,100', { row: 1, column: 'Runs' }),
  ...about('B', '60*', { row: 2, column: 'HS' }),
];
const { rows } = evaluate(
  questions,
  questions.map((question, at) => predictionOf(question, at === 0 ? '1' : '60*')),
);
const mapOf = (text: string) => heatMapOf(rows, locateCells(text));
const shown = (text: string) =>
  mapOf(text).cells.map(({ start, end, recalled, now }) => [text.slice(start, end), recalled, now]);

test('each asked cell has its position and its number of recalled phrasings', () => {
  assert.deepEqual(shown(table), [
    ['"1,100"', 0, undefined],
    ['60*', 3, undefined],
  ]);
});

test('rows may be moved or inserted; an edited cell reports its present content', () => {
  const edited = 'Player,Country,Runs,HS\nC,X,9,9\nB,Y,200,60\nA,Z,1100,50\n';
  assert.deepEqual(shown(edited), [
    ['1100', 0, undefined],
    ['60', 3, '60'],
  ]);
});

test('removed cells are counted, not guessed', () => {
  assert.equal(mapOf('Player,Runs\nA,"1,100"\n').gone, 1);
  assert.equal(mapOf('Player,Runs,HS\nC,1,2\nD,3,4\n').gone, 2);
  assert.equal(mapOf('').gone, 2);
});

test('cells are located where the table reader finds them', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', '\r', ' ', 'é') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
      (made) => {
        const text = made
          .map((record) => record.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        assert.deepEqual(
          locateCells(text).map((record) => record.map((one) => one.text)),
          parseCsv(text, 'x.csv').map(({ cells }) => cells.map((one) => one.trim())),
        );
      },
    ),
  );
  fc.assert(fc.property(fc.string(), (text) => void locateCells(text)));
});

test('the header may stand below titles, and above units', () => {
  const titled = `Records of the club\nSource,me\n\n${table}`;
  assert.deepEqual(shown(titled), [
    ['"1,100"', 0, undefined],
    ['60*', 3, undefined],
  ]);
  const measured = table.replace('\n', '\n(name),(m),(m)\n');
  assert.deepEqual(shown(measured), [
    ['"1,100"', 0, undefined],
    ['60*', 3, undefined],
  ]);
});

test('of columns that share a header the asked one has the position', () => {
  const text = 'Player,Runs,Runs\nA,1,2\n';
  const asked = about('A', '2', { row: 1, column: 'Runs (2)' });
  const scored = evaluate(
    asked,
    asked.map((question) => predictionOf(question, '2')),
  );
  const { cells } = heatMapOf(scored.rows, locateCells(text));
  assert.deepEqual(
    cells.map(({ start, end }) => [start, text.slice(start, end)]),
    [[text.lastIndexOf('2'), '2']],
  );
});
