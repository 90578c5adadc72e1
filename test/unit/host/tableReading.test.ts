import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { describeProblem } from '../../../src/core/problems.ts';
import type { Row } from '../../../src/core/table.ts';
import { UserError } from '../../../src/core/userError.ts';
import { openTable, type TableOptions } from '../../../src/host/tableReading.ts';

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
