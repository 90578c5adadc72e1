import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { amountOf } from '../../../../src/core/reading/cell.ts';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { askedOf, goldenOf } from '../../../../src/core/dataset/question.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

const phrasings = parsePhrasings(readFileSync('data/phrasings.json', 'utf8'), 'phrasings.json');

/** The first phrasing of every fact, with its golden; and how the table was understood. */
function ask(text: string, name = 'a.csv', delimiter = ',') {
  const { questions, meta } = generateQuestions(parseTable(text, { name, delimiter }), phrasings);
  const asked = questions
    .filter(({ phrasing }) => phrasing === 1)
    .map((question) => `${askedOf(question)} ${goldenOf(question)}`);
  return { asked, reading: meta.reading };
}
const damageIn = (text: string): string[] =>
  ask(text).reading.damaged.map(({ damage, count }) => `${damage}: ${count}`);

describe('a table is asked about what it is about', () => {
  for (const [what, text, expected] of [
    [
      'football',
      'Player,Matches,Goals,Assists\nAda Reed,31,12,4\nBo Lind,28,9,11\n',
      'How many goals did Ada Reed score? 12',
    ],
    [
      'cities',
      'City,St,Population\nBexley,OH,13057\nNovi,MI,60000\n',
      'What is the state of Bexley? OH',
    ],
    [
      'a league',
      'Club,M,W,D,L,Pts\nBexley FC,10,5,3,2,18\nNovi FC,10,4,3,3,15\n',
      'How many points does Bexley FC have? 18',
    ],
    [
      'kings',
      'Name,Years,Father\nAda I,1501-1530,Bo II\nBo III,1530-1544,Ada I\n',
      'Who is the father of Ada I? Bo II',
    ],
    [
      'headers in snake case',
      'player_name,free_throw_attempts\nAda Reed,100\nBo Lind,90\n',
      'How many free throw attempts does Ada Reed have? 100',
    ],
    [
      'units below the header',
      'Records\n\nPlayer,Height\n(name),(m)\nAda Reed,1.80\nBo Lind,1.75\n',
      'What is the height of Ada Reed in metres? 1.80',
    ],
    [
      'two names in one',
      'FirstName,LastName,Goals\nAda,Reed,11\nBo,Lind,9\n',
      'How many goals did Ada Reed score? 11',
    ],
    [
      'columns of one name',
      'City,Population,Population\nBexley,100,120\nNovi,200,230\n',
      'What is the second population of Bexley? 120',
    ],
    [
      'codes that look like nothing',
      'Code,Country,Continent\nNA,Novaria,AF\nBX,Bexia,NA\nCD,Corda,EU\n',
      'In which continent is Bexia? NA',
    ],
    [
      'ODIs',
      'Player,Format,Mat,Runs\nAda Reed,ODI,52,3000\nBo Lind,ODI,88,4000\n',
      'How many runs in all did Ada Reed make in ODI cricket? 3000',
    ],
  ] as const) {
    test(what, () => {
      assert.ok(ask(text).asked.includes(expected), ask(text).asked.join('\n'));
    });
  }

  test('the file’s name tells the format', () => {
    const text = 'Player,Mat,Runs,HS\nAda Reed,52,3000,120*\nBo Lind,88,4000,99\n';
    assert.match(ask(text, 't20i_batting.csv').asked[0] ?? '', /T20I matches/);
    assert.match(ask(text, 'ipl_2019.csv').asked[0] ?? '', /IPL matches/);
    assert.match(ask(text).asked[0] ?? '', /^In how many matches did/);
  });
});

describe('keys of several columns', () => {
  for (const [text, key, expected] of [
    [
      'Player,Season,Goals\nAda Reed,2019,11\nAda Reed,2020,14\nBo Lind,2019,8\n',
      'Player + Season',
      'How many goals did Bo Lind score in 2019? 8',
    ],
    [
      'Team,Season,Points\nBexley,2019,50\nBexley,2020,55\nNovi,2019,41\n',
      'Team + Season',
      'How many points did Bexley have in 2019? 50',
    ],
    [
      'Player,Opponent,Goals\nAda Reed,Novi,1\nAda Reed,Corda,2\nBo Lind,Novi,3\n',
      'Player + Opponent',
      'How many goals did Ada Reed score against Corda? 2',
    ],
  ] as const) {
    test(key, () => {
      const { asked, reading } = ask(text);
      assert.equal(reading.namedBy.join(' + '), key);
      assert.ok(asked.includes(expected), asked.join('\n'));
    });
  }
});

describe('damage is left out and listed', () => {
  const column = (cells: readonly string[], header = 'Share') =>
    `Name,${header}\n${cells.map((cell, n) => `Person ${String.fromCharCode(65 + n)},${cell}`).join('\n')}\n`;
  for (const [text, expected] of [
    [
      'Bowler,Mat,Wkts,BBI\nAda Reed,20,80,05-Apr\nBo Lind,18,61,4/33\n',
      'dates that a spreadsheet made of figures: 1',
    ],
    [column(['1.5', '2.5', '3.5', '#DIV/0!']), 'spreadsheet errors: 1'],
    [column(['1.5', '2.5', '3.5', '8.57E+01']), 'numbers in scientific notation: 1'],
    [
      column(['1.5', '2.5', '3.5', '0.28300000000000003']),
      'numbers with digits that rounding left: 1',
    ],
    [
      column(['1990', '1991', '1992', 'unknown'], 'Founded'),
      'cells of another kind than their column: 1',
    ],
    [column(['1990', '1991', '1992', '="0012"'], 'Founded'), 'formulas instead of values: 1'],
    [column(['3000', '2000', '1000', '4000†'], 'Goals'), 'marks of footnotes: 1'],
    ['Name,Goals\nAda Reed,1\nJosÃ© Reed,2\nBo Lind,3\n', 'texts that lost characters: 1'],
    ['Name,Goals\nAda Reed,1\nSr?an Babi?,2\nBo Lind,3\n', 'texts that lost characters: 1'],
    ['Name,Goals\nAda Reed[a],1\nBo Lind,2\nCy Ames,3\n', 'marks of footnotes: 1'],
  ] as const) {
    test(expected, () => {
      assert.deepEqual(damageIn(text), [expected]);
    });
  }

  test('is kept on request', () => {
    const table = parseTable('Name,Goals\nA B,1\nC D,2\nE F,x\n', {
      name: 'a.csv',
      columns: { Goals: { damaged: 'keep' } },
    });
    assert.equal(generateQuestions(table, phrasings).questions.length, 12);
  });
});

test('numbers compare by the column’s own decimal mark, without signs of money', () => {
  const table = parseTable('Land;Share\nAvaland;0,188\nBexia;12,5\n', {
    name: 'a',
    delimiter: ';',
  });
  const made = generateQuestions(table, phrasings, { top: { count: 1, by: 'Share' } });
  assert.equal(made.questions[0]?.entity, 'Bexia');
  assert.equal(amountOf('$9,000,000.00'), 9_000_000);
  assert.equal(amountOf('12.5 %'), 12.5);
});
