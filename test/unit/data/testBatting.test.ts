import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parsePhrasings } from '../../../src/core/dataset/phrasings.ts';
import { eachSplit, goldenOf } from '../../../src/core/dataset/question.ts';
import { generateQuestions } from '../../../src/core/dataset/generateQuestions.ts';
import { knownStatistics } from '../../../src/core/reading/knownStatistics.ts';
import { parseTable } from '../../../src/core/table/table.ts';

const text = readFileSync('data/test_batting.csv', 'utf8');
const lines = text.split('\n');
const men = lines.slice(1, -1).map((line) => {
  const [player = '', team = '', span = '', ...rest] = line.split(',');
  const [mat, inns, no, runs, hs = '', ave = '', hundreds, fifties, ducks] = rest;
  const [from = NaN, to = NaN] = span.split('-').map(Number);
  const counts = { mat, inns, no, runs, hundreds, fifties, ducks };
  for (const [name, count] of Object.entries(counts)) {
    assert.match(count ?? '', /^(0|[1-9]\d*)$/, `${player}: ${name}`);
  }
  return {
    ...{ player, team, span, from, to, hs, ave },
    ...{ mat: Number(mat), inns: Number(inns), no: Number(no), runs: Number(runs) },
    ...{ hundreds: Number(hundreds), fifties: Number(fifties), ducks: Number(ducks) },
  };
});

describe('the bundled table', () => {
  test('has the usual header, 100 different men, plain line ends', () => {
    assert.equal(lines[0], 'Player,Team,Span,Mat,Inns,NO,Runs,HS,Ave,100,50,0');
    assert.equal(men.length, 100);
    assert.equal(new Set(men.map(({ player }) => player)).size, 100);
    assert.equal(lines.at(-1), '');
    assert.doesNotMatch(text, /[\r\uFEFF"]/);
  });

  test('is sorted by runs', () => {
    const runs = men.map((man) => man.runs);
    assert.deepEqual(
      runs,
      [...runs].sort((a, b) => b - a),
    );
  });

  for (const man of men) {
    test(`has consistent figures for ${man.player}`, () => {
      const dismissals = man.inns - man.no;
      const cents = String(Math.floor((man.runs * 100) / dismissals));
      assert.equal(man.ave, `${cents.slice(0, -2)}.${cents.slice(-2)}`);
      assert.match(man.span, /^\d{4}-\d{4}$/);
      assert.ok(1877 <= man.from && man.from <= man.to && man.to <= 2025);
      assert.ok(man.mat <= man.inns && man.inns <= 2 * man.mat);
      assert.ok(man.no <= man.inns);
      assert.ok(man.hundreds + man.fifties + man.ducks <= man.inns);
      assert.match(man.hs, /^\d+\*?$/);
      const highest = parseInt(man.hs);
      assert.ok(highest >= (man.hundreds > 0 ? 100 : 50) && highest <= man.runs);
      assert.ok(man.hundreds * 100 + man.fifties * 50 <= man.runs);
      assert.match(man.player, /^[A-Za-z' -]+$/);
      assert.match(man.team, /^[A-Z][A-Za-z ]+(\/[A-Z][A-Za-z ]+)*$/);
    });
  }
});

describe('the bundled phrasings', () => {
  const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');

  test('cover every known statistic with three for training and one held out', () => {
    for (const { id } of knownStatistics) {
      const lists = phrasings.statistics.get(id);
      assert.equal(lists?.train.length, 3, id);
      assert.equal(lists.held.length, 1, id);
    }
  });

  test('make 2,700 questions to train on and 900 in unseen phrasings, every prompt different', () => {
    const table = parseTable(text, { name: 'test_batting.csv' });
    assert.deepEqual(table.problems, []);
    const { questions, meta } = generateQuestions(table, phrasings);
    assert.deepEqual(meta.counts.splits, { ...eachSplit(() => 0), train: 2700, phrasing: 900 });
    const usual = 'span matches innings runs highest-score average hundreds fifties ducks'.split(
      ' ',
    );
    assert.deepEqual(meta.options.statistics, usual);
    assert.deepEqual(meta.skipped, []);
    assert.equal(new Set(questions.map(({ prompt }) => prompt[0]?.content)).size, 3600);
    const lara = questions.find(({ id }) => id === 'bc-lara/highest-score/4');
    assert.ok(lara);
    assert.equal(goldenOf(lara), '400*');
    assert.equal(lara.split, 'phrasing');
    assert.deepEqual(lara.source, { row: 7, column: 'HS' });
  });
});
