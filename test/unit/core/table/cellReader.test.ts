import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { amountOf, cellKindOf } from '../../../../src/core/table/cell.ts';
import { CellReader } from '../../../../src/core/table/cellReader.ts';
import { codesOf } from '../../../../src/core/csv/charCodes.ts';

test('a cell read in its place is what it is on its own', () => {
  const word = fc.constantFrom(
    ...['1', '9', '0', '.', ',', '*', '+', '-', '–', ' ', '/', 'a', 'Z', 'é', '\uFFFD'],
    ...['1989', '2013', '248*', '53.78', '11,953', '9800+', '19281948', '8/43', 'nan', 'inf'],
    ...['False', 'DNB', '(dnb)', 'null', 'SR Tendulkar (INDIA)', 'Team 3', '\u00a0'],
  );
  const cell = fc.oneof(
    fc.array(word, { maxLength: 4 }).map((words) => words.join('')),
    fc.string({ unit: 'grapheme' }),
  );
  const reader = new CellReader();
  fc.assert(
    fc.property(fc.string(), cell, fc.string(), (before, inside, after) => {
      const text = before + inside + after;
      reader.read({ text, codes: codesOf(text) }, before.length, before.length + inside.length);
      const trimmed = inside.trim();
      assert.equal(reader.kind, cellKindOf(trimmed), inside);
      assert.equal(reader.amount, amountOf(trimmed), inside);
    }),
    { numRuns: 5000 },
  );
});
