import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { describeProblem, parseTable, valueOf } from '../../../src/core/table.ts';
import { UserError } from '../../../src/core/userError.ts';

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
    assert.deepEqual(table.rows, [
      { row: 1, line: 3, entity: 'A', cells: ['A', ' 1 '] },
      { row: 3, line: 5, entity: 'C\nD', cells: ['C\nD', '3'] },
    ]);
    assert.deepEqual(table.entityColumn, { name: 'Player', index: 0 });
  });

  test('refuses what is no table', () => {
    refuses('', /is empty/);
    refuses(' \n\n', /is empty/);
    refuses('Player,Runs\n', /header only/);
    refuses('Runs,Mat\n1,2\n3,4\n', /no column that names the players .* Its columns: Runs, Mat\./);
    refuses('Player;Runs\nA;1\nA;1\n', /separated by commas/);
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

  test('leaves out columns that share a name', () => {
    const table = read('Player,Runs,Runs\nA,1,2\n');
    assert.deepEqual(table.columns, [{ name: 'Player', index: 0 }]);
    assert.match(table.problems[0]?.reason ?? '', /2 columns have this name/);
  });

  test('lists cells and columns without a value', () => {
    const text = 'Player,Runs,HS,Tail\nA,-,1,\nB,2, ,\n-,3,4,\n';
    assert.deepEqual(problemsOf(text), [
      'line 1, Tail: has no value in any row: the column is left out',
      'line 2, Runs: holds “-”: the cell is left out',
      'line 3, HS: blank: the cell is left out',
      'line 4, Player: names nobody: the row is left out',
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
