import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readingInShort, readingInWords } from '../../../../src/core/dataset/readingSummary.ts';
import { askTable } from '../reading/askTable.ts';

const rows = (cell: (n: number) => string): string =>
  Array.from({ length: 40 }, (_, n) => `Town ${n},${cell(n)},x${n}\n`).join('');

test('a reading is a few lines, whatever is left out', () => {
  const { reading } = askTable(
    `Town,Founded,id\n${rows((n) => (n < 3 ? 'unknown' : n < 9 ? '#N/A' : `19${n + 10}`))}`,
  );
  assert.deepEqual(readingInWords(reading), [
    'Named by: Town',
    'About: general (no two columns that only cricket has)',
    'Asked: Founded',
    'Not asked: id (an identifier made for machines)',
    'Left out: 6 × spreadsheet errors (line 5, Founded: “#N/A”; line 6, Founded: “#N/A”; line 7, Founded: “#N/A”; …)',
    'Left out: 3 × cells of another kind than their column (line 2, Founded: “unknown”; line 3, Founded: “unknown”; line 4, Founded: “unknown”)',
  ]);
  assert.equal(readingInShort(reading), 'Named by: Town. About: general. Not asked: id.');
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
