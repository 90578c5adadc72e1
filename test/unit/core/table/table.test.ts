import { spoken } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { valueOf } from '../../../../src/core/reading/cell.ts';
import { describeProblem } from '../../../../src/core/table/tableProblems.ts';
import type { RowFilter } from '../../../../src/core/table/rowFilter.ts';
import { parseTable } from '../../../../src/core/table/table.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const read = (text: string, entityColumn?: string) =>
  parseTable(text, { name: 'a.csv', entityColumn });
const entitiesOf = (text: string) => read(text).rows.map(({ entity }) => entity);
const problemsOf = (text: string) => read(text).problems.map(describeProblem);
const refuses = (text: string, message: RegExp, entityColumn?: string) => {
  assert.throws(
    () => read(text, entityColumn),
    (error) =>
      error instanceof UserError &&
      error.message.startsWith('a.csv') &&
      message.test(error.message),
  );
};

describe('parseTable', () => {
  test('carries rows with their number, line and cells as written', () => {
    const table = read('Player,Runs\n\nA, 1 \nB\n"C\nD",3\n');
    const rows = table.rows.map((row) => {
      const { line, entity, slug } = row;
      return { row: row.row, line, entity, slug, cells: [0, 1].map((index) => row.cell(index)) };
    });
    assert.deepEqual(rows, [
      { row: 1, line: 3, entity: 'A', slug: 'a', cells: ['A', ' 1 '] },
      { row: 3, line: 5, entity: 'C\nD', slug: 'c-d', cells: ['C\nD', '3'] },
    ]);
    assert.equal(table.entityColumn.name, 'Player');
  });

  test('refuses what is no table', () => {
    refuses('', /is empty/);
    refuses(' \n\n', /is empty/);
    refuses('Player,Runs\n', /header only/);
    refuses(
      'Runs,Mat\n1,2\n3,4\n',
      /no column that names what its rows are about .* Its columns: Runs, Mat\./,
    );
    refuses('Player,Runs\nA\n', /no row that can be used: line 2/);
  });

  test('finds the entity column', () => {
    const nameOf = (header: string) => read(`${header}\nx,y,z\nx,v,w\n`).entityColumn.name;
    assert.equal(nameOf('Team,Player,Runs'), 'Player');
    assert.equal(nameOf('name,BATSMAN,runs'), 'BATSMAN');
    assert.equal(nameOf('Country,player_name,hs'), 'player_name');
    assert.equal(nameOf('Country,Who,What'), 'Who');
    assert.equal(read('Name,Id\nA,x\n', 'id').entityColumn.name, 'Id');
    refuses('Name,Id\nA,x\n', /no column “Batter”.*Its columns: Name, Id/, 'Batter');
  });

  test('leaves ragged rows out, by line, but forgives a comma at the end', () => {
    const text = 'Player,Runs\nA,1\nB\nC,3,4\nD,5,\n';
    assert.deepEqual(entitiesOf(text), ['A', 'D']);
    assert.deepEqual(problemsOf(text), [
      'line 3: the row has 1 cell, the header 2: the row is left out',
      'line 4: the row has 3 cells, the header 2: the row is left out',
    ]);
  });

  test('leaves out every row of a name that has different rows', () => {
    const text = 'Player,Runs\nA,1\nB,2\nA,3\n';
    assert.deepEqual(entitiesOf(text), ['B']);
    assert.deepEqual(problemsOf(text), [
      'line 2, Player: A has 2 different rows (lines 2, 4): all are left out',
      'line 4, Player: A has 2 different rows (lines 2, 4): all are left out',
    ]);
  });

  test('keeps the first of rows that say the same, whatever an index column counts', () => {
    const text = ',Player,Runs\n0,A,1\n1,B,2\n2,A,1\n';
    assert.deepEqual(entitiesOf(text), ['A', 'B']);
    assert.deepEqual(problemsOf(text), [
      'line 1: 1 column has no name: left out',
      'line 4, Player: repeats the row of A on line 2: left out',
    ]);
  });

  test('numbers columns that share a name', () => {
    const table = read('Player,Runs,Runs\nA,1,2\n');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['Player', 'Runs', 'Runs (2)'],
    );
    assert.deepEqual(table.problems, []);
  });

  test('lists cells and columns without a value', () => {
    const text = 'Player,Runs,HS,Tail\nA,-,1,\nB,2, ,\n-,3,4,\n';
    assert.deepEqual(problemsOf(text), [
      'line 1, Tail: has no value in any row: the column is left out',
      'line 2, Runs: holds “-”: the cell is left out',
      'line 3, HS: blank: the cell is left out',
      'line 4, Player: has no name: the row is left out',
    ]);
    const { rows, columns } = read(text);
    assert.deepEqual(
      rows.map((row) => columns.map((column) => valueOf(row, column))),
      [
        ['A', undefined, '1', undefined],
        ['B', '2', undefined, undefined],
      ],
    );
  });

  test('tells rows of one name apart by what people would say, else leaves them out', () => {
    const text = 'Player,Team,Span,Runs\nA B,X,1990-1991,1\nC,Y,1980-1982,5\nA B,Y,1990-1991,3\n';
    assert.deepEqual(
      read(text).rows.map(({ entity }) => entity),
      ['A B for X', 'C for Y', 'A B for Y'],
    );
    const [warning] = read('Player,Runs,HS\nA B,1,1\nC,5,5\nA B,3,2\n').warnings;
    assert.match(
      spoken(warning?.message ?? ''),
      /1 name is shared by 2 rows that differ: left out\. No column that people would name tells them apart/,
    );
    const table = parseTable(text, { name: 'a.csv', tellApart: ['team'] });
    assert.deepEqual(
      table.rows.map(({ entity, slug }) => [entity, slug]),
      [
        ['A B (X)', 'a-b-x'],
        ['C', 'c'],
        ['A B (Y)', 'a-b-y'],
      ],
    );
    assert.deepEqual(table.problems, []);
  });

  test('keeps slugs apart, also of names with brackets of ours', () => {
    const text = 'Player,Team,Runs\nA-B,X,1\nA B,X,2\nC,X,3\nC,Y,4\nC X,Z,5\nA B 2,Z,6\n';
    const table = parseTable(text, { name: 'a.csv', tellApart: ['Team'] });
    assert.deepEqual(
      table.rows.map(({ entity, slug }) => [entity, slug]),
      [
        ['A-B', 'a-b-3'],
        ['A B', 'a-b'],
        ['C (X)', 'c-x-2'],
        ['C (Y)', 'c-y'],
        ['C X', 'c-x'],
        ['A B 2', 'a-b-2'],
      ],
    );
  });

  test('takes only the rows that a filter lets through', () => {
    const entities = (filter: RowFilter) =>
      parseTable('Player,Sex,Runs\nA,w,1\nB,m,"2,000"\nC,m,-\nD,m,4\n', {
        name: 'a.csv',
        filter: [filter],
      }).rows.map(({ entity }) => entity);
    assert.deepEqual(entities({ column: 'sex', is: 'w' }), ['A']);
    assert.deepEqual(entities({ column: 'sex', is: ['w', 'm'] }), ['A', 'B', 'C', 'D']);
    assert.deepEqual(entities({ column: 'Runs', atLeast: 3 }), ['B', 'D']);
    assert.deepEqual(entities({ column: 'Runs', atLeast: 1, atMost: 4, is: ['4'] }), ['D']);
    assert.throws(() => entities({ column: 'Team', is: 'x' }), /no column “Team”/);
    assert.throws(() => entities({ column: 'Sex' }), /needs "is", "atLeast" or "atMost"/);
    assert.throws(() => entities({ column: 'Sex', is: 'x' }), /No row of a\.csv passes/);
  });

  test('finds what arithmetic says cannot be', () => {
    const rows = (of: (n: number) => (number | string)[]) =>
      [1, 2, 3, 4, 5, 6].map((n) => [`P${n}`, ...of(n)].join(',')).join('\n');
    const warningsOf = (header: string, of: (n: number) => (number | string)[]) =>
      read(`${header}\n${rows(of)}`).warnings.map(
        ({ column, message }) => `${column}: ${spoken(message)}`,
      );
    const header = 'Player,Mat,Inns,NO,Runs,HS,Ave';
    assert.deepEqual(
      warningsOf(header, (n) => [9, 10 + 2 * n, 2 * n, 500, 99, 50]),
      [],
    );
    const swapped = warningsOf(header, (n) => [10 + 2 * n, 9, 2 * n, 500, 99, 50]);
    assert.equal(swapped.length, 2);
    assert.match(swapped[0] ?? '', /^Inns: Inns is below Mat in 6 of 6 rows.*headers are swapped/);
    const misfits = warningsOf(header, (n) => [
      9,
      10 + 2 * n,
      2 * n,
      500,
      n === 3 ? 501 : 99,
      n === 4 ? 51 : 50,
    ]);
    assert.deepEqual(misfits, [
      'Ave: 51 does not fit Runs, Inns, NO, which make 50.00',
      'HS: 501 is more than Runs, 500',
    ]);
    assert.match(warningsOf('Batter,Runs,HS', (n) => [n - 1, 0])[0] ?? '', /Runs: counts the rows/);
    assert.match(
      warningsOf('Batter,Span,Inns', () => ['19901985', 3])[0] ?? '',
      /Span: 1990 to 1985 ends before it began \(line 2\), and so in 6 of 6 rows/,
    );
  });

  test('lists so many of a kind and counts the others', () => {
    const text = `Player,Runs,HS\n${Array.from({ length: 1500 }, (_, n) => `P${n},1,${n === 0 ? 4 : '-'}`).join('\n')}`;
    const { problems } = read(text);
    assert.equal(problems.length, 1001);
    assert.equal(
      spoken(problems.at(-1)?.reason ?? ''),
      'and 499 more cells without a value after line 1002',
    );
  });

  test('throws nothing but UserErrors, and its rows have unique entities', () => {
    const word = fc.constantFrom(
      'Player',
      'Runs',
      'HS',
      'A',
      'B',
      '1',
      '',
      ' ',
      '-',
      ',',
      '\n',
      '"',
      '""',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(word).map((words) => `Player,Runs\n${words.join('')}`),
    );
    fc.assert(
      fc.property(text, (hostile) => {
        try {
          const { rows } = read(hostile);
          assert.equal(new Set(rows.map(({ entity }) => entity)).size, rows.length);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
