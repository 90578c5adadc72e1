import { say } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SecondLook } from '../../core/table/nameResolver.ts';
import { readingOf, type Row, RowReader, type TableReading } from '../../core/table/table.ts';
import { type ReadOptions, TableScan } from '../../core/table/tableScanner.ts';
import {
  findTableForm,
  type Reading,
  readRecords,
  type TableForm,
  type TableFormOptions,
} from './tableFile.ts';
import { UserError } from '../../core/common/userError.ts';

/** Everything that a person can say about how a table is to be read. */
export interface TableOptions extends Omit<ReadOptions, 'name'>, TableFormOptions {}

/** A table on the disk that has been looked at; its rows can be read as often as they are wanted. */
export interface TableOnDisk extends TableReading {
  readonly path: string;
  readonly form: TableForm;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
  /**
   * The rows that can be used, in the file's order, some thousands at a time.
   *
   * @throws UserError when the file has changed since it was looked at.
   */
  rows(reading?: Reading): AsyncGenerator<Row[]>;
}

/**
 * Looks at a table file, piece by piece: once, and once more where names are there twice.
 *
 * @throws UserError when the file cannot be read or is no table (see `TableScan`); the signal's reason
 *   when aborted.
 */
export async function openTable(
  path: string,
  options: TableOptions = {},
  reading: Omit<Reading, 'hash'> = {},
): Promise<TableOnDisk> {
  const { encoding, delimiter, ...readOptions } = options;
  const { form, warnings } = await findTableForm(path, { encoding, delimiter }, reading.signal);
  const before = await stampOf(path);
  const scan = new TableScan({ ...readOptions, name: basename(path) });
  const hash = createHash('sha256');
  for await (const records of readRecords(path, form, { ...reading, hash })) {
    for (const record of records) scan.push(record);
  }
  const scanned = scan.end();
  const look = new SecondLook(scanned);
  if (look.isNeeded) {
    for await (const records of readRecords(path, form, reading)) {
      for (const record of records) {
        look.push(record);
      }
    }
    look.end();
  }
  look.refuseAmbiguous();
  const table = readingOf(scanned);
  return {
    ...table,
    warnings: [...warnings, ...table.warnings],
    path,
    form,
    sha256: hash.digest('hex'),
    rows: async function* (during = {}) {
      const reader = new RowReader(look);
      for await (const records of readRecords(path, form, during)) {
        const rows: Row[] = [];
        for (const record of records) {
          const row = reader.read(record);
          if (row !== undefined) rows.push(row);
        }
        yield rows;
      }
      if ((await stampOf(path)) !== before) {
        throw new UserError(say('{0} has changed while it was read. Try again.', basename(path)));
      }
    },
  };
}

/** Differs once a file has been written to. */
async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path);
  return `${mtimeMs}/${size}`;
}
