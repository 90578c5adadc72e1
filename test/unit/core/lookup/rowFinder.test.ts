import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { QuestionMaker } from '../../../../src/core/dataset/questionMaker.ts';
import { askedOf } from '../../../../src/core/dataset/question.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { formatQuestions } from '../../../../src/core/dataset/questionsFile.ts';
import { knowingQuestionsOf } from '../../../../src/core/knowing/knowingTable.ts';
import { RowFinder } from '../../../../src/core/lookup/rowFinder.ts';
import { rowTextsOf } from '../../../../src/core/lookup/tableRows.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');

function finderOf(text: string): RowFinder {
  const table = parseTable(text, { name: 'table.csv' });
  const rows = new RowFinder();
  const textOf = rowTextsOf(table);
  for (const row of table.rows) rows.add(textOf(row));
  return rows;
}

describe('RowFinder', () => {
  test('finds the row of each question that names it, however it is asked', () => {
    const text = readFileSync('data/test_batting.csv', 'utf8');
    const table = parseTable(text, { name: 'test_batting.csv' });
    const maker = new QuestionMaker(table, phrasings, { otherWays: 100 });
    const others = knowingQuestionsOf(table, phrasings, maker.options);
    const facts = table.rows.flatMap((row) => {
      const asked = maker.ask(row);
      others.add(row, () => formatQuestions(asked));
      return asked;
    });
    assert.equal(facts.length, 3600);
    const rows = finderOf(text);
    // Numbers are not looked up: a reversed question is not answered by the row that holds one.
    const naming = [...facts, ...others.make(maker.counts.facts)].filter(
      ({ kind }) => kind !== 'reversed',
    );
    const missed = naming.filter(
      (question) => rows.find(askedOf(question))?.row !== question.source.row,
    );
    assert.deepEqual(missed.map(askedOf), []);
  });

  const table =
    'Player,Team,Runs\nJM Parks,England,1962\nJM How,New Zealand,772\nA Ranatunga,Sri Lanka,531\nS Ranatunga,Sri Lanka,531\nLuis Suárez,Uruguay,68\n';
  for (const [what, question, name] of [
    ['a name that is a word of the question', 'How many runs did JM Parks make?', 'JM Parks'],
    ['the s after an apostrophe for an initial', "What are A Ranatunga's runs?", 'A Ranatunga'],
    ['accents that are left out', 'how many goals has luis suarez', 'Luis Suárez'],
    ['other cells than the name', 'Who made runs for Uruguay?', 'Luis Suárez'],
  ] as const) {
    test(`is not misled by ${what}`, () => {
      assert.equal(finderOf(table).find(question)?.name, name);
    });
  }

  test('prefers a whole name, the longest, to names of rarer words', () => {
    const cities =
      'City,People\nYork,1\nNew York,2\nWest New York,3\nPeople Valley,4\nHow,5\nNew Haven,6\nWest Haven,7\n';
    const rows = finderOf(cities);
    for (const name of ['York', 'New York', 'West New York']) {
      assert.equal(rows.find(`How many people live in ${name}?`)?.name, name);
    }
  });

  test('finds nothing where no word is shared, and in no rows', () => {
    assert.equal(finderOf(table).find('Quel âge ?'), undefined);
    assert.equal(finderOf(table).find('?!'), undefined);
    assert.equal(new RowFinder().find('How many?'), undefined);
  });

  test('names such as those of object properties are words as others', () => {
    const rows = finderOf('Player,Runs\nconstructor,1\n__proto__,2\ntoString,3\n');
    for (const name of ['constructor', '__proto__', 'toString']) {
      assert.equal(rows.find(`How many runs did ${name} make?`)?.name, name);
    }
  });
});
