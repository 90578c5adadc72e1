import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { valueOf } from '../../../../src/core/reading/cell.ts';
import { QuestionMaker, type SplitCounts } from '../../../../src/core/dataset/questionMaker.ts';
import type { Row } from '../../../../src/core/table/table.ts';
import { readPhrasings } from '../../../../src/host/dataset/generateDataset.ts';
import { openTable, type TableOptions } from '../../../../src/host/table/openTable.ts';
import { eachSplit } from '../../../../src/core/dataset/question.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

/** A folder of tables that people have really made; they are not ours to bring along. */
const folder = process.env.CRICKET_LORA_TABLES ?? '';
const without = (name: string) => ({
  skip: !existsSync(join(folder, name)) && 'set CRICKET_LORA_TABLES to a folder of real tables',
});

async function read(name: string, options: TableOptions = {}) {
  const table = await openTable(join(folder, name), options);
  const phrasings = await readPhrasings({ phrasingsPath: 'data/phrasings.json' });
  const maker = new QuestionMaker(table, phrasings);
  const rows: Row[] = [];
  for await (const some of table.rows()) rows.push(...some);
  for (const row of rows) maker.count(row);
  const known = [...table.scanned.known].map(([id, { name: header }]) => `${id}=${header}`);
  /** Lines of the problems whose column and reason are so. */
  const lines = (column: string | undefined, reason: RegExp): number[] =>
    table.problems
      .filter((problem) => problem.column === column && reason.test(spoken(problem.reason)))
      .map(({ line }) => line);
  const cell = (entity: string, header: string): string | undefined => {
    const column = table.columns.find((one) => one.name === header);
    const row = rows.find((one) => one.entity === entity);
    return column && row && valueOf(row, column);
  };
  return { ...table, rows, known: known.join(' '), lines, cell, counts: maker.counts };
}

const asked = (facts: number): SplitCounts => ({
  ...eachSplit(() => 0),
  train: 3 * facts,
  phrasing: facts,
});
const statsguru =
  'span=Span matches=Mat innings=Inns not-outs=NO runs=Runs highest-score=HS average=Ave hundreds=100 fifties=50 ducks=0';

describe('real tables', () => {
  test('97 careers with an index and stars in two columns', without('tb.csv'), async () => {
    const { rows, known, lines, problems, warnings, cell, counts } = await read('tb.csv');
    assert.equal(rows.length, 97);
    assert.equal(known, statsguru);
    assert.deepEqual(lines(undefined, /1 column has no name/), [1]);
    assert.deepEqual(lines('Mat', /holds “\d+\*”, and a star means nothing here/), [15, 37, 44]);
    assert.equal(problems.length, 4);
    // Averages are cut off, not rounded, some after one decimal: none of that is wrong.
    assert.deepEqual(warnings, []);
    assert.equal(cell('SR Tendulkar (INDIA)', 'HS'), '248*');
    assert.deepEqual(counts.splits, asked(97 * 9 - 3));
  });

  test('every batter of 2019', without('test_batting_2019.csv'), async () => {
    const { scanned, rows, known, lines, warnings, counts } = await read('test_batting_2019.csv');
    assert.deepEqual([scanned.usable, rows.length], [3001, 3001]);
    assert.equal(known, statsguru);
    assert.deepEqual(lines('Unnamed: 11', /has no value in any row/), [1]);
    assert.equal(rows.filter(({ entity }) => /\(\d{4}-\d{4}\)$/.test(entity)).length, 12);
    for (const column of ['Inns', 'NO', 'Runs', 'HS', '100', '50', '0']) {
      assert.equal(lines(column, /holds “-”: the cell is left out/).length, 20, column);
    }
    assert.equal(lines('Ave', /holds “-”/).length, 88);
    assert.deepEqual(warnings, []);
    assert.deepEqual(counts.splits, asked(3001 * 9 - 6 * 20 - 88 - 12));

    const told = await read('test_batting_2019.csv', { key: ['Player', 'Span'] });
    assert.deepEqual([told.rows.length, told.warnings], [3001, []]);
    assert.equal(told.rows.filter(({ entity }) => /\(\d{4}-\d{4}\)$/.test(entity)).length, 12);
    assert.equal(new Set(told.rows.map(({ entity }) => entity)).size, 3001);
  });

  const hyndman = 'cricket_batting_hyndman_2025.csv';
  test('men and women of 2025 under other headers', without(hyndman), async () => {
    const { scanned, rows, known, lines, warnings, cell } = await read(hyndman);
    assert.deepEqual([scanned.usable, rows.length], [3968, 3968]);
    // Its highest scores keep their stars in a column of their own: no question may ask for them.
    assert.equal(
      known,
      'matches=Matches innings=Innings not-outs=NotOuts runs=Runs average=Average hundreds=Hundreds fifties=Fifties ducks=Ducks',
    );
    assert.equal(lines('Average', /holds “inf”/).length, 83);
    assert.equal(lines('Average', /^blank/).length, 76);
    for (const column of ['Innings', 'NotOuts', 'Runs', 'HighScore', 'Ducks']) {
      assert.equal(lines(column, /^blank/).length, 57, column);
    }
    assert.equal(cell('C Bannerman', 'Average'), '59.75');
    assert.deepEqual(
      warnings.map(({ column, tellApart }) => [column, tellApart?.[0]]),
      [['HighScoreNotOut', undefined]],
    );
    const women = await read(hyndman, { filter: [{ column: 'Gender', is: 'Women' }] });
    assert.equal(women.scanned.usable + women.scanned.filtered, 3968);
    assert.ok(women.rows.length > 500);

    // The first table agrees with it in the runs of all but the ten who went on playing.
    const careers = await read('tb.csv');
    const others = await read(hyndman, { tellApart: ['Start'] });
    const different = careers.rows.filter(({ entity }) => {
      const name = entity.replace(/ \([A-Z/]+\)$/, '');
      const runs = others.rows
        .filter((row) => row.entity === name || row.entity.startsWith(`${name} (`))
        .map((row) => row.cell(7));
      return !runs.includes(careers.cell(entity, 'Runs') ?? '');
    });
    assert.equal(different.length, 10);
  });

  const marked = 'awkward_bom_test_batting_bf_plus.csv';
  test('a byte order mark, spans without a dash, balls with a plus', without(marked), async () => {
    const { form, rows, known, lines, cell, scanned, warnings } = await read(marked);
    assert.deepEqual(form, { encoding: 'utf-8', delimiter: ',' });
    assert.equal(rows.length, 62);
    assert.equal(
      known,
      `${statsguru.replace(' hundreds', ' balls-faced=BF strike-rate=SR hundreds')} fours=4s sixes=6s`,
    );
    assert.equal(lines('Player', /^repeats the row of .* on line \d+: left out$/).length, 3);
    assert.equal(scanned.readings.find(({ column }) => column.name === 'Span')?.kind, 'span');
    assert.equal(cell('DG Bradman (AUS)', 'Span'), '19281948');
    assert.equal(cell('DG Bradman (AUS)', 'BF'), '9800+');
    assert.deepEqual(warnings, []);
  });

  const snake = 'awkward_cricinfo_2021_test_batting.csv';
  test('headers in snake case, the country first', without(snake), async () => {
    const { entityColumn, rows, known, lines, columns, counts } = await read(snake);
    assert.deepEqual([columns[0]?.name, entityColumn.name], ['country', 'player']);
    assert.equal(rows.length, 355);
    assert.equal(
      known,
      'matches=matches innings=innings not-outs=not_outs runs=runs highest-score=highest_score average=average balls-faced=balls_faced strike-rate=strike_rate hundreds=centuries fifties=half_centuries ducks=ducks fours=boundaries sixes=sixes',
    );
    assert.deepEqual(lines('runs', /holds “-”/), [167, 179, 331]);
    assert.equal(lines('average', /holds “-”/).length, 9);
    assert.deepEqual(counts.splits, asked(355 * 8 - 6 * 3 - 9));
  });

  const origin = 'origin_train_eval_results.csv';
  test(
    'prompts, responses and goldens: a table about something else',
    without(origin),
    async () => {
      const { rows, entityColumn, problems, columns } = await read(origin);
      assert.deepEqual([rows.length, entityColumn.name, problems], [2172, 'prompt', []]);
      const [, response, golden] = columns;
      assert.ok(response && golden);
      const exact = rows.filter((row) => valueOf(row, response) === valueOf(row, golden));
      assert.equal(exact.length, 4);
    },
  );
});
