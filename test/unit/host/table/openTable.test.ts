import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { describeProblem } from '../../../../src/core/table/tableProblems.ts';
import type { Row } from '../../../../src/core/table/table.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { openTable, type TableOptions } from '../../../../src/host/table/openTable.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'table-'));
});
after(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array, options?: TableOptions) {
  const path = join(folder, 'a.csv');
  await writeFile(path, content);
  const table = await openTable(path, options);
  const rows: Row[] = [];
  for await (const some of table.rows()) rows.push(...some);
  return { ...table, all: rows, entities: rows.map(({ entity }) => entity) };
}

/** Bytes of a text whose characters are given as bytes: `\xEB`. */
const bytes = (binary: string): Uint8Array => Buffer.from(binary, 'latin1');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

describe('encodings', () => {
  // 김병현, 박찬호, 이승엽 in cp949; 张三, 李四, 王五, 陈小明 in GBK.
  const korean = bytes(
    '\xBC\xB1\xBC\xF6,Runs\n\xB1\xE8\xBA\xB4\xC7\xF6,1\n\xB9\xDA\xC2\xF9\xC8\xA3,2\n\xC0\xCC\xBD\xC2\xBF\xB1,3\n',
  );
  const chinese = bytes(
    '\xD0\xD5\xC3\xFB,Runs\n\xD5\xC5\xC8\xFD,1\n\xC0\xEE\xCB\xC4,2\n\xB3\xC2\xD0\xA1\xC3\xF7,3\n',
  );
  for (const [encoding, content, entities] of [
    ['utf-8', 'Player,Runs\nJosé,1\n', ['José']],
    ['utf-8', '\uFEFFPlayer,Runs\nJosé,1\n', ['José']],
    ['utf-16le', Buffer.from('\uFEFFPlayer,Runs\nJosé,1\n', 'utf16le'), ['José']],
    ['utf-16le', Buffer.from('Player,Runs\nJosé,1\n', 'utf16le'), ['José']],
    ['utf-16be', utf16be('\uFEFFPlayer,Runs\nJosé,1\n'), ['José']],
    ['utf-16be', utf16be('Player,Runs\nJosé,1\n'), ['José']],
    ['windows-1252', bytes('Player,Runs\nJos\xE9,1\nM\xFCller,2\n'), ['José', 'Müller']],
    ['euc-kr', korean, ['김병현', '박찬호', '이승엽']],
    ['gb18030', chinese, ['张三', '李四', '陈小明']],
  ] as const) {
    test(`${encoding} is found, of ${entities.join(', ')}`, async () => {
      const table = await read(content);
      assert.equal(table.form.encoding, encoding);
      assert.deepEqual(table.entities, entities);
    });
  }

  test('another than the one found can be named, also by its other names', async () => {
    const table = await read(bytes('Player,Runs\n\xC0\xCC\xBD\xC2,3\n'), { encoding: 'latin1' });
    assert.deepEqual(table.entities, ['ÀÌ½Â']);
    assert.equal((await read(korean, { encoding: 'CP949' })).form.encoding, 'euc-kr');
    await assert.rejects(
      read('', { encoding: 'ebcdic' }),
      /encoding is “ebcdic”\. Expected one of/,
    );
  });

  test('of mixed ones the commoner is read, and lines of the other are named', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => `Jos\xC3\xA9 ${n},1`).join('\n');
    const table = await read(bytes(`Player,Runs\n${rows}\nJos\xE9,2\n`));
    assert.equal(table.form.encoding, 'utf-8');
    assert.equal(table.all.length, 20);
    assert.deepEqual(table.problems.map(describeProblem), [
      'line 22, Player: the name has bytes that make no character: the row is left out',
    ]);
  });
});

describe('delimiters', () => {
  for (const [name, delimiter] of [
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['bar', '|'],
  ] as const) {
    test(`a ${name} is found`, async () => {
      const rows = ['Player,Runs', '"A, the; first|\tone",1', 'B,2'];
      const text = rows.join('\n').replace('Player,', `Player${delimiter}`);
      const table = await read(
        text.replace('",1', `"${delimiter}1`).replace('B,', `B${delimiter}`),
      );
      assert.equal(table.form.delimiter, delimiter);
      assert.deepEqual(table.entities, ['A, the; first|\tone', 'B']);
    });
  }

  test('one can be named', async () => {
    assert.equal((await read('Name#Runs\nA#1\n', { delimiter: '#' })).columns.length, 2);
    await assert.rejects(read('', { delimiter: '||' }), /Expected one character/);
  });

  test('decimal commas under semicolons stay as they are', async () => {
    const { all, form } = await read('Player;Ave;SR\nA;53,78;1,5\nB;1,2;3,4\n');
    assert.equal(form.delimiter, ';');
    assert.deepEqual(
      [0, 1, 2].map((index) => all[0]?.cell(index)),
      ['A', '53,78', '1,5'],
    );
  });
});

describe('strange tables', () => {
  test('a thousand columns', async () => {
    const header = ['Player', ...Array.from({ length: 999 }, (_, n) => `Column ${n}`)].join(',');
    const row = (name: string) => [name, ...Array.from({ length: 999 }, (_, n) => n)].join(',');
    const table = await read(`${header}\n${row('A')}\n${row('B')}\n`);
    assert.equal(table.columns.length, 1000);
    assert.deepEqual(table.problems, []);
  });

  test('one row', async () => {
    assert.deepEqual((await read('Player,Runs\nA,1')).entities, ['A']);
  });

  test('headers in Korean, also one that is not known', async () => {
    assert.equal((await read('순위,선수,득점\n1,김,10\n2,박,20\n')).entityColumn.name, '선수');
    assert.equal((await read('순위,타자,득점\n1,김,10\n2,박,20\n')).entityColumn.name, '타자');
  });

  test('quoted names with commas and newlines, and rows that are ragged', async () => {
    const table = await read('Player,Runs\n"Lara, Brian",1\nB\n"C\nD",3,4\n"E\r\nF",5\n');
    assert.deepEqual(table.entities, ['Lara, Brian', 'E\r\nF']);
    assert.deepEqual(
      table.problems.map(({ line }) => line),
      [3, 4],
    );
  });

  for (const [what, content] of [
    ['a workbook', Buffer.from('PK\u0003\u0004\u0014\0[Content_Types].xml', 'latin1')],
    ['HTML', '<!DOCTYPE html><table><tr><td>Player</td></tr></table>'],
    ['JSON', '[\n  {"Player": "A", "Runs": 1}\n]'],
  ] as const)
    test(`${what} is told from a table`, async () => {
      await assert.rejects(
        read(content),
        (error) =>
          error instanceof UserError &&
          error.message.includes(`holds ${what}`) &&
          error.message.includes('as CSV'),
      );
    });

  test('titles above the header are passed over, and rows counted from below it', async () => {
    const table = await read('Records,,\nas of 2020,,\n\nPlayer,Mat,Runs\nA,1,2\n');
    assert.equal(table.scanned.understanding.header.line, 4);
    assert.deepEqual(
      table.all.map(({ row, line, entity }) => [row, line, entity]),
      [[1, 5, 'A']],
    );
  });

  test('a table without a header, and one with a sum below, are told of', async () => {
    const bare = await read('SR Tendulkar,200,15921\nBC Lara,131,11953\n');
    assert.deepEqual(
      bare.warnings.map(({ line }) => line),
      [1],
    );
    const summed = await read('Player,Mat,Runs\nA,1,2\nB,3,4\nTotal,4,6\n');
    assert.match(spoken(summed.warnings[0]?.message ?? ''), /“Total” looks like the sum/);
    assert.equal(summed.warnings[0]?.line, 4);
    assert.deepEqual((await read('Player,100,50,0\nA,1,2,0\nB,3,4,1\n')).warnings, []);
  });

  test('more rows than are read at a time, with names and slugs there twice', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, n) => `Player Number ${n},Team ${n % 7},${n * 3},`,
    );
    rows[59_998] = 'Player Number 5,Team 9,1,';
    rows[59_999] = 'Player-Number 6,Team 9,1,';
    const text = `Player,Team,Runs,Tail\n${rows.join('\n')}\n`;
    assert.ok(text.length > 1 << 20);
    const table = await read(text);
    assert.equal(table.all.length, 59_998);
    assert.deepEqual(table.warnings[0]?.tellApart, ['Team']);
    assert.equal(
      table.all.find(({ entity }) => entity === 'Player Number 6')?.slug,
      'player-number-6',
    );
    assert.equal(table.all.at(-1)?.slug, 'player-number-6-2');
    assert.equal(table.all.at(-1)?.row, 60_000);
  });

  test('a million rows, in room that does not grow with them', async () => {
    const path = join(folder, 'million.csv');
    const pieces = function* () {
      yield 'Player,Runs\n';
      for (let from = 0; from < 1_000_000; from += 10_000) {
        yield Array.from({ length: 10_000 }, (_, n) => `Player ${from + n},${n}\n`).join('');
      }
    };
    await writeFile(path, pieces());
    const before = process.memoryUsage().rss;
    const table = await openTable(path);
    let rows = 0;
    for await (const some of table.rows()) rows += some.length;
    assert.deepEqual([rows, table.scanned.usable, table.problems], [1_000_000, 1_000_000, []]);
    // 16 bytes a row, and what the collector has not got to yet; the rows alone would take 400 MB.
    const grown = process.resourceUsage().maxRSS / 1024 - before / 2 ** 20;
    assert.ok(grown < 200, `${grown.toFixed(0)} MiB`);
  });

  test('tabs between cells that hold commas and quotes, of a .tsv', async () => {
    const path = join(folder, 'a.tsv');
    await writeFile(path, 'Player\tTeam\tRuns\nLara, B\tWI "A"\t1,153\n"Q\tR"\tX\t2\n');
    const table = await openTable(path);
    const rows: Row[] = [];
    for await (const some of table.rows()) rows.push(...some);
    assert.equal(table.form.delimiter, '\t');
    assert.deepEqual(
      rows.map((row) => [0, 1, 2].map((index) => row.cell(index))),
      [
        ['Lara, B', 'WI "A"', '1,153'],
        ['Q\tR', 'X', '2'],
      ],
    );
  });

  test('padded, unnamed and repeated headers, and empty columns, are told', async () => {
    const table = await read(' Player , Runs,,Runs,  HS  ,Tail\nA,1,x,2,3*,\nB,4,y,5,6,\n');
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['Player', 'Runs', 'Runs (2)', 'HS', 'Tail'],
    );
    assert.deepEqual(table.problems.map(describeProblem), [
      'line 1: 1 column has no name: left out',
      'line 1, Tail: has no value in any row: the column is left out',
    ]);
  });

  test('a line of UTF-8 among others is read as they are, and that is told', async () => {
    const rows = Array.from({ length: 20 }, (_, n) => `Jos\xE9 ${n},1`).join('\n');
    const table = await read(bytes(`Player,Runs\n${rows}\nZo\xC3\xA9,2\n`));
    assert.equal(table.form.encoding, 'windows-1252');
    assert.deepEqual(table.entities.slice(-1), ['José 19']);
    assert.match(
      spoken(table.problems.at(-1)?.reason ?? ''),
      /“ZoÃ©” \(texts that lost characters\)/,
    );
    assert.deepEqual(
      table.warnings.map(({ message }) => spoken(message)),
      [
        'is read as windows-1252, but 1 line looks like utf-8 (the first: “Zoé,2”): its characters beyond ASCII will come out wrong. Save the file in one encoding.',
      ],
    );
    const named = await read(bytes('Player,Runs\nZo\xC3\xA9,2\nA B,3\n'), {
      encoding: 'windows-1252',
    });
    assert.deepEqual(named.warnings, []);
  });

  test('one that changes while it is read is refused', async () => {
    const table = await read('Player,Runs\nA,1\n');
    await writeFile(table.path, 'Player,Runs\nB,123\n');
    await assert.rejects(async () => {
      for await (const rows of table.rows()) assert.ok(rows);
    }, /a\.csv has changed while it was read/);
  });

  test('arbitrary bytes give a table or a UserError', async () => {
    let seed = 1;
    const next = () => (seed = (seed * 48271) % 2147483647);
    for (let n = 0; n < 300; n++) {
      const body = Uint8Array.from({ length: next() % 200 }, () => next() % 256);
      const content = n % 2 ? Buffer.concat([Buffer.from('Player,Runs\n'), body]) : body;
      try {
        await read(content);
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
      }
    }
  });
});
