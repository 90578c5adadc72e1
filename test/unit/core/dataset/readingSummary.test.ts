import { inEnglish } from '../../inEnglish.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readingInShort, readingInWords } from '../../../../src/core/dataset/readingSummary.ts';
import { askTable } from '../reading/askTable.ts';

const rows = (cell: (n: number) => string): string =>
  Array.from({ length: 40 }, (_, n) => `Town ${n},${cell(n)},x${n}\n`).join('');

test('a reading is a few lines, whatever is left out', () => {
  const { reading } = askTable(
    `Town,Founded,id\n${rows((n) => (n < 3 ? 'unclear' : n < 9 ? '#N/A' : `19${n + 10}`))}`,
  );
  assert.deepEqual(inEnglish(readingInWords(reading)), [
    'Named by: Town',
    'About: general (no two columns that only cricket has)',
    'Asked: Founded',
    'Not asked: id (an identifier made for machines)',
    'Left out: 6 × spreadsheet errors (line 5, Founded: “#N/A”; line 6, Founded: “#N/A”; line 7, Founded: “#N/A”; …)',
    'Left out: 3 × cells of another kind than their column (line 2, Founded: “unclear”; line 3, Founded: “unclear”; line 4, Founded: “unclear”)',
  ]);
  assert.equal(
    inEnglish(readingInShort(reading)),
    'Named by: Town. About: general. Not asked: id.',
  );
});

describe('before anything is written it is said that', () => {
  test('an answer is longer than a model may answer', () => {
    const { warnings } = askTable(`Town,Motto\nBexley,${'forward '.repeat(20)}\nNovi,up\n`);
    assert.deepEqual(
      warnings.map(({ message }) => message),
      ['the longest answer has 159 characters: it may be cut off'],
    );
  });

  test('nothing, where answers are short', () => {
    const { warnings } = askTable('Town,Motto\nBexley,forward\nNovi,up\n');
    assert.deepEqual(warnings, []);
  });
});

test('questions that take days to train are told of', () => {
  const columns = Array.from({ length: 60 }, (_, n) => `c${n}`);
  const lines = Array.from(
    { length: 2200 },
    (_, n) => `Town ${n},${columns.map(() => `${n}.5`).join(',')}\n`,
  );
  const { warnings } = askTable(`Town,${columns.join(',')}\n${lines.join('')}`);
  assert.match(warnings.at(-1)?.message ?? '', /528,000 questions take days to train/);
});

describe('cells that the name of their row says are left out, and', () => {
  const left = (text: string): readonly object[] =>
    askTable(text).reading.leftOut.filter(({ kind }) => kind.includes('already says'));

  test('are counted with their first lines', () => {
    const table = `Team,City,Wins\n${['Bexley Bears', 'Novi Nine', 'Ada Aces', 'Reed Rovers'].map((team) => `${team},${team.split(' ')[0] ?? ''},3\n`).join('')}Lions,Ada,4\nTigers,Novi,5\nOwls,Reed,6\nHawks,Lind,7\nJays,Moss,8\n`;
    assert.deepEqual(left(table), [
      { kind: 'cells that the name of their row already says', count: 4, lines: [2, 3, 4, 5] },
    ]);
  });

  test('are said in the lines of preview and terminal', () => {
    const { reading } = askTable('Title,Year\nBexley 1917,1917\nNovi,1925\nAda,1931\n');
    assert.equal(
      inEnglish(readingInWords(reading)).at(-1),
      'Left out: 1 × cells that the name of their row already says (line 2)',
    );
  });

  test('name each line once, and say when there are more', () => {
    const wins = ['3,4', '-,-', '-,5', '-,-', '6,-'].map((cells, at) => `Team${at},${cells}\n`);
    const told = (rows: readonly string[]): string | undefined =>
      inEnglish(readingInWords(askTable(`Team,Won,Lost\n${rows.join('')}`).reading)).at(-1);
    assert.equal(told(wins.slice(0, 2)), 'Left out: 2 × cells without a value (line 3)');
    assert.equal(told(wins), 'Left out: 6 × cells without a value (lines 3, 4, 5, …)');
  });

  test('do not count where their column is not asked', () => {
    const { reading } = askTable(
      'Country,Year,ASCII\nAda,1917,Ada\nNovi,1925,Novi\nBex,1931,Bex\n',
    );
    assert.deepEqual(reading.notAsked, [
      { column: 'ASCII', why: 'the name of the row already says it' },
    ]);
    assert.deepEqual(reading.leftOut, []);
  });

  test('are none of the two sides that met, of which one won', () => {
    const { asked, reading } = askTable(
      'Date,Home,Away,Winner\n2024-01-02,Bexley,Novi,Novi\n2024-01-03,Ada,Bexley,Ada\n2024-01-04,Novi,Ada,Ada\n',
    );
    assert.ok(asked.includes('Who was the winner of Bexley v Novi on 2024-01-02? Novi'));
    assert.deepEqual(reading.leftOut, []);
    assert.equal(asked.length, 3);
  });
});
