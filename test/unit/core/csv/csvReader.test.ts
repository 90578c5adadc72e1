import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { CsvReader, parseCsv } from '../../../../src/core/csv/csvReader.ts';
import type { CsvRecord } from '../../../../src/core/csv/csvRecord.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const read = (text: string) => parseCsv(text, 'a.csv').map(({ line, cells }) => [line, ...cells]);

describe('parseCsv', () => {
  test('tells the first line of each record, whatever ends lines, quoted or not', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['a,b', '"x', 'y",1', '', 'z,2', ''].join(end);
      assert.deepEqual(read(text), [
        [1, 'a', 'b'],
        [2, `x${end}y`, '1'],
        [5, 'z', '2'],
      ]);
    }
  });

  test('leaves no carriage return in a file of mixed line ends', () => {
    assert.deepEqual(read('a,b\n1,2\r\n3,4'), [
      [1, 'a', 'b'],
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
  });

  test('drops a byte order mark, also before a quote', () => {
    assert.deepEqual(read('\uFEFF"a",b\n1,2'), [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
  });

  test('drops records without text and counts their lines', () => {
    assert.deepEqual(read('\n\na,b\n,,\n1,2\n\n'), [
      [3, 'a', 'b'],
      [5, '1', '2'],
    ]);
    assert.deepEqual(read(''), []);
  });

  test('keeps quotes inside unquoted cells', () => {
    assert.deepEqual(read('a,b\nThe "Don",6\' 2"\n"x ""y""",2'), [
      [1, 'a', 'b'],
      [2, 'The "Don"', '6\' 2"'],
      [3, 'x "y"', '2'],
    ]);
  });

  for (const [what, text, message] of [
    [
      'an unclosed quote',
      'a,b\n"x ""y\nz",1\n2,"3\n4,5\n',
      /a\.csv: .* opens a cell on line 4 is never/,
    ],
    [
      'an unclosed quote after a stray one',
      'a,b\nx"y",1\n2,"3\n4,5\n',
      /opens a cell on line 3 is never/,
    ],
    ['a quote at the very end', 'a,b\n1,"', /line 2 is never closed/],
    ['text after a closing quote', 'a,b\n1,"x\n2,"y\n', /opens on line 2 goes on .* on line 3/],
  ] as const) {
    test(`refuses ${what} and names the line where it opened`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }

  test('reads back whatever is written', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '1', '*', ' ', ',', '"', '\n', '\r', 'é', '😀'),
    });
    const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(records, fc.constantFrom('\n', '\r\n', '\r'), (written, end) => {
        const text = written.map((cells) => cells.map(quote).join(',')).join(end);
        const expected = written.filter((cells) => cells.some((c) => c.trim() !== ''));
        assert.deepEqual(
          parseCsv(text, 'a.csv').map(({ cells }) => cells),
          expected,
        );
      }),
    );
  });

  test('splits text without quotes as csv-parse does', () => {
    const unit = fc.constantFrom('a', '7', ' ', ',', ';', '¦', '\n', '\r', '\r\n', 'é', 'ÿ', '😀');
    fc.assert(
      fc.property(fc.string({ unit }), fc.constantFrom(',', ';', '¦'), (text, delimiter) => {
        const expected: string[][] = parse(text, {
          delimiter,
          relax_column_count: true,
          record_delimiter: ['\r\n', '\n', '\r'],
        });
        assert.deepEqual(
          parseCsv(text, { name: 'a.csv', delimiter }).map(({ cells }) => cells),
          expected.filter((cells) => cells.some((cell) => cell.trim() !== '')),
        );
      }),
      { numRuns: 5000 },
    );
  });

  test('names a line on which the record does begin', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\n', '\r') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (written) => {
        const text = written.map((cells, n) => [`#${n}`, ...cells].map(quote).join(',')).join('\n');
        const lines = text.split(/\r\n|\r|\n/);
        for (const { line, cells } of parseCsv(text, 'a.csv')) {
          assert.ok(lines[line - 1]?.startsWith(`"${cells[0] ?? ''}"`));
        }
      }),
    );
  });

  test('is the same however the text is cut into pieces', () => {
    const unit = fc.constantFrom('a', ';', ',', '"', '""', '\n', '\r', '\r\n', '\uFEFF', ' ');
    fc.assert(
      fc.property(fc.string({ unit }), fc.array(fc.nat(30)), (text, cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.map((place, i) => text.slice(place, places[i + 1] ?? place));
        const plain = (records: readonly CsvRecord[]) =>
          records.map(({ line, cells }) => ({ line, cells }));
        const outcome = (work: () => unknown) => {
          try {
            return work();
          } catch (error) {
            return error instanceof UserError ? error.message : error;
          }
        };
        assert.deepEqual(
          outcome(() => {
            const reader = new CsvReader({ name: 'a.csv' });
            return plain([...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]);
          }),
          outcome(() => plain(parseCsv(text, 'a.csv'))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('throws nothing but UserErrors', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', ',', '"', '""', '\n', '\r', '\uFEFF', ' '),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        try {
          parseCsv(text, 'a.csv');
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
