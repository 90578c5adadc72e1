import { type Column } from '../reading/column.ts';
import type { TableWarning } from './tableWarning.ts';
import { type CsvOptions, CsvReader } from '../csv/csvReader.ts';
import type { Cells, CsvRecord } from '../csv/csvRecord.ts';
import type { TableProblem } from './tableProblems.ts';
import { type Identity, SecondLook } from './nameResolver.ts';
import { type ReadOptions, TableScan } from './tableScanner.ts';
import type { ScannedTable } from './scannedTable.ts';
import type { MatchFormat } from '../reading/domain.ts';

/** A CSV of statistics whose entity column is a key. */
export interface Table extends TableReading {
  readonly rows: readonly Row[];
}

/** What there is to know of a table, without its rows. */
export interface TableReading {
  /** What messages call the file. */
  readonly name: string;
  /** Columns with a name of their own, in the file's order, the entity's among them. */
  readonly columns: readonly Column[];
  readonly entityColumn: Column;
  readonly scanned: ScannedTable;
  /** What was left out, and why, by line. */
  readonly problems: readonly TableProblem[];
  /** What looks wrong and is left as it is. */
  readonly warnings: readonly TableWarning[];
}

export interface Row extends Cells {
  /** 1-based number of the data row: the header and blank lines are not counted, rows left out are. */
  readonly row: number;
  /** 1-based line of the file on which it begins. */
  readonly line: number;
  /** Who or what it is about, with all that tells it apart: `Ada Reed in 2019`. */
  readonly entity: string;
  /** The same in two: what phrasings name, and what a question says besides. */
  readonly name: string;
  readonly context: string;
  /** Its own format, in a table that has a column of them. */
  readonly format: MatchFormat | undefined;
  /** The entity's part of ids. */
  readonly slug: string;
}

/**
 * Turns the records of a table into rows, once both looks are over: the header first, then all others
 * in the file's order.
 */
export class RowReader {
  readonly #look: SecondLook;
  /** Data rows so far. */
  #records = 0;

  constructor(look: SecondLook) {
    this.#look = look;
  }

  /** Undefined for the header and for rows that are left out. */
  read(record: CsvRecord): Row | undefined {
    if (record.line <= this.#look.lastHeadLine) return undefined;
    this.#records++;
    const identity = this.#look.identify(record);
    if (identity === undefined) return undefined;
    return new RecordRow(this.#records, record, identity);
  }
}

class RecordRow implements Row {
  readonly row: number;
  readonly line: number;
  readonly entity: string;
  readonly name: string;
  readonly context: string;
  readonly format: MatchFormat | undefined;
  readonly slug: string;
  readonly #record: CsvRecord;

  constructor(row: number, record: CsvRecord, identity: Identity) {
    this.row = row;
    this.line = record.line;
    this.entity = identity.entity;
    this.name = identity.name;
    this.context = identity.context;
    this.format = identity.format;
    this.slug = identity.slug;
    this.#record = record;
  }

  cell(index: number): string {
    return this.#record.cell(index);
  }
}

/** What is known once both looks at a table are over. */
export function readingOf(scanned: ScannedTable): TableReading {
  const { name, columns, entityColumn, problems, warnings } = scanned;
  return { name, columns, entityColumn, scanned, problems: problems.all(), warnings };
}

/**
 * Reads a table from CSV text. What cannot be used is left out and listed in `problems`, so that no
 * golden can be wrong: ragged rows, rows without an entity, entities whose rows contradict each
 * other, columns without a name or with a shared one, cells without a value.
 *
 * @throws UserError when the text is empty, has a header only, has a broken quote, names no entity
 *   column, or has no row left.
 */
export function parseTable(text: string, options: ReadOptions & CsvOptions): Table {
  const csv = new CsvReader(options);
  const records = [...csv.push(text), ...csv.end()];
  const scan = new TableScan(options);
  for (const record of records) scan.push(record);
  const scanned = scan.end();
  const look = new SecondLook(scanned);
  if (look.isNeeded) {
    for (const record of records) look.push(record);
    look.end();
  }
  look.refuseAmbiguous();
  const reader = new RowReader(look);
  const rows = records.flatMap((record) => reader.read(record) ?? []);
  return { ...readingOf(scanned), rows };
}
