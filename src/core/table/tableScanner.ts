import type { ScannedTable } from './scannedTable.ts';
import { Arithmetic } from './consistencyChecks.ts';
import type { TableWarning } from './tableWarning.ts';
import { isMissing } from './cell.ts';
import { ColumnReading } from './columnProfile.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { findEntityColumn } from './entityColumn.ts';
import { RepeatedTexts } from './repeatedTexts.ts';
import { knownColumns, readColumns } from './columns.ts';
import { isLikeHeader, isLikeRow } from './detectHeader.ts';
import { ProblemList } from './tableProblems.ts';
import { type RowFilter, type RowTest, columnNamed, rowTestOf } from './rowFilter.ts';
import { slug } from '../common/slug.ts';
import { raggedness } from './raggedRow.ts';
import { isStarElsewhere, isCountOnly } from './notOutStar.ts';
import { type Discipline, disciplineOf } from './knownStatistics.ts';
import type { Column } from './column.ts';
import { UserError } from '../common/userError.ts';

export interface ReadOptions {
  /** What messages call the file. */
  readonly name: string;
  /** Header of the column that names the entities; found when absent. */
  readonly entityColumn?: string | undefined;
  /** Headers of further columns that tell entities of one name apart, as team or span. */
  readonly tellApart?: readonly string[] | undefined;
  /** Rows that do not pass are as if they were not there. */
  readonly filter?: readonly RowFilter[] | undefined;
}

/** Records among which a header is looked for that has titles above it. */
const recordsOfTitles = 20;
/** What tables call a last row that adds up the others. */
const sum = /^(grand )?(totals?|sum|overall|averages?)$/i;

/** Records to see before an entity column is chosen by what it holds. */
const recordsToChooseFrom = 1000;

/**
 * The first look at a table, record by record: what its columns are, which rows can be used, and which
 * names may be there twice. Takes room for 8 bytes a row, not for the rows.
 */
export class TableScan {
  readonly #options: ReadOptions;
  readonly #problems = new ProblemList();
  readonly #warnings: TableWarning[] = [];
  readonly #names = new RepeatedTexts();
  readonly #slugs = new RepeatedTexts();
  #header: CsvRecord | undefined;
  #last: CsvRecord | undefined;
  #columns: Column[] = [];
  #readings: ColumnReading[] = [];
  #discipline: Discipline = 'batting';
  #known = new Map<string, Column>();
  /** The known statistic of each column, or an empty text. */
  #ids: readonly string[] = [];
  #arithmetic = new Arithmetic(new Map());
  #key: Column | undefined;
  #tellers: readonly Column[] = [];
  #passes: RowTest = () => true;
  /** Records that wait for the entity column to be chosen. */
  #waiting: CsvRecord[] = [];
  #records = 0;
  #usable = 0;
  #filtered = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /**
   * @throws UserError when the header names no entity column, lacks one that an option names, or stands
   *   further below.
   */
  push(record: CsvRecord): void {
    if (this.#header === undefined) {
      this.#readHeader(record);
      return;
    }
    this.#records++;
    this.#last = record;
    if (this.#records <= recordsOfTitles) this.#refuseTitles(this.#header, record);
    if (this.#key !== undefined) {
      this.#look(this.#key, record);
      return;
    }
    this.#waiting.push(record);
    if (this.#waiting.length >= recordsToChooseFrom) this.#chooseKey();
  }

  /**
   * @throws UserError when there was no header, nothing below it, no entity column, or no usable row.
   */
  end(): ScannedTable {
    const { name } = this.#options;
    if (this.#header === undefined) {
      throw new UserError(
        `${name} is empty. Expected a CSV with a header line and one row for each player.`,
      );
    }
    if (this.#records === 0) {
      throw new UserError(
        `${name} holds a header only. Expected one row for each player below it.`,
      );
    }
    const entityColumn = this.#key ?? this.#chooseKey();
    if (this.#usable === 0) this.#refuseEmpty();
    this.#leaveOutEmptyColumns();
    this.#warnings.push(...this.#arithmetic.warnings());
    this.#warnOfRows(entityColumn);
    this.#warnOfColumns(entityColumn);
    return {
      name,
      columns: this.#columns,
      readings: this.#readings,
      entityColumn,
      tellers: this.#tellers,
      discipline: this.#discipline,
      known: this.#known,
      width: this.#header.width,
      passes: this.#passes,
      usable: this.#usable,
      filtered: this.#filtered,
      names: this.#names,
      slugs: this.#slugs,
      problems: this.#problems,
      warnings: this.#warnings,
    };
  }

  #readHeader(header: CsvRecord): void {
    const { name, entityColumn, tellApart = [], filter = [] } = this.#options;
    this.#header = header;
    this.#columns = readColumns(header, this.#problems);
    const columns = this.#columns;
    this.#readings = columns.map((column) => new ColumnReading(column));
    this.#discipline = disciplineOf(columns.map((column) => column.name));
    this.#known = knownColumns(columns, this.#discipline);
    const ids = new Map([...this.#known].map(([id, column]) => [column, id]));
    this.#ids = columns.map((column) => ids.get(column) ?? '');
    this.#arithmetic = new Arithmetic(
      new Map(
        this.#readings.flatMap((reading, i) => (this.#ids[i] ? [[this.#ids[i], reading]] : [])),
      ),
    );
    this.#passes = rowTestOf(filter, { name, columns });
    this.#key = findEntityColumn({ name, columns, records: undefined, wanted: entityColumn });
    this.#tellers = tellApart.map((wanted) => columnNamed(wanted, { name, columns }));
  }

  #refuseTitles(header: CsvRecord, record: CsvRecord): void {
    if (isLikeHeader(header) || !isLikeHeader(record)) return;
    const above = record.line === 2 ? 'the line' : 'the lines';
    throw new UserError(
      `${this.#options.name}: line ${record.line} looks like the header (${record.cells.slice(0, 4).join(', ')}…). Delete ${above} above it.`,
    );
  }

  #chooseKey(): Column {
    const { name } = this.#options;
    const width = this.#header?.width ?? 0;
    const records = this.#waiting.filter((record) => raggedness(record, width) === undefined);
    const key = findEntityColumn({ name, columns: this.#columns, records });
    if (key === undefined) throw new Error('an entity column is found or refused');
    this.#key = key;
    for (const record of this.#waiting) this.#look(key, record);
    this.#waiting = [];
    return key;
  }

  #look(key: Column, record: CsvRecord): void {
    const { line } = record;
    const ragged = raggedness(record, this.#header?.width ?? 0);
    if (ragged !== undefined) {
      this.#problems.add('rows left out', { line, reason: ragged });
      return;
    }
    if (!this.#passes(record)) {
      this.#filtered++;
      return;
    }
    if (this.#addName(record, key)) this.#readCells(record);
  }

  /** False where the row names nobody. */
  #addName(record: CsvRecord, key: Column): boolean {
    const { line } = record;
    const entity = record.cell(key.index).trim();
    if (isMissing(entity)) {
      const reason = entity.includes('\uFFFD')
        ? 'the name has bytes that make no character: the row is left out'
        : 'names nobody: the row is left out';
      this.#problems.add('rows left out', { line, column: key.name, reason });
      return false;
    }
    if (this.#tellers.length > 0) this.#names.add(entity);
    this.#slugs.add(slug(entity));
    return true;
  }

  #readCells(record: CsvRecord): void {
    this.#usable++;
    for (let i = 0; i < this.#readings.length; i++) {
      const reading = this.#readings[i];
      if (reading === undefined) continue;
      const kind = reading.add(record);
      if (kind === 'missing') this.#noteMissing(record, reading.column);
      else if (kind === 'score' && isCountOnly(this.#ids[i] ?? ''))
        this.#noteStar(record, reading.column);
    }
    this.#arithmetic.add(record.line);
  }

  #noteMissing(record: CsvRecord, column: Column): void {
    const { line } = record;
    const cell = record.cell(column.index).trim();
    const what = cell.includes('\uFFFD')
      ? `“${cell}” has bytes that make no character`
      : cell === ''
        ? 'blank'
        : `holds “${cell}”`;
    const reason = `${what}: the cell is left out`;
    this.#problems.add(missingCells, { line, column: column.name, reason });
  }

  #noteStar(record: CsvRecord, column: Column): void {
    const { line } = record;
    const cell = record.cell(column.index).trim();
    const reason = `holds “${cell}”, and a star means nothing here: the cell is left out`;
    this.#problems.add('cells with a star', { line, column: column.name, reason });
  }

  #refuseEmpty(): void {
    const why = this.#problems.all().slice(-3);
    const { name } = this.#options;
    if (why.length === 0) {
      throw new UserError(
        `No row of ${name} passes the filter in cricketLora.dataset.rows.`,
        'open settings',
      );
    }
    const reasons = why.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ');
    throw new UserError(`${name} has no row that can be used: ${reasons}.`);
  }

  #leaveOutEmptyColumns(): void {
    for (const { column, values } of this.#readings) {
      if (values > 0) continue;
      this.#problems.drop(missingCells, column.name);
      const reason = 'has no value in any row: the column is left out';
      this.#problems.add('columns', { line: this.#header?.line ?? 1, column: column.name, reason });
    }
  }

  #warnOfRows(key: Column): void {
    const [header, last] = [this.#header, this.#last];
    if (header !== undefined && isLikeRow(header)) {
      const message =
        'looks like a player’s row, and is read as the header: put a line above it that names the columns';
      this.#warnings.push({ line: header.line, message });
    }
    const name = last?.cell(key.index).trim() ?? '';
    if (last !== undefined && sum.test(name) && this.#passes(last)) {
      const message = `“${name}” looks like the sum of the others, and is asked about like a player: delete the line, or leave it out with cricketLora.dataset.rows`;
      this.#warnings.push({ line: last.line, column: key.name, message });
    }
  }

  #warnOfColumns(key: Column): void {
    for (const { column, countsRows, values } of this.#readings) {
      const isKnown = [...this.#known.values()].includes(column);
      if (isKnown && countsRows && values > 4) {
        const message = 'counts the rows, 1, 2, 3…: it cannot be what its header says';
        this.#warnings.push({ column: column.name, message, impossible: true });
      }
    }
    const star = this.#columns.find(({ name }) => isStarElsewhere(name));
    if (star !== undefined) {
      const message =
        'keeps the not-out star apart from the highest score, which is asked only when it is chosen, without its star';
      this.#warnings.push({ column: star.name, message });
    }
    const fields = this.#readings.find(({ column }) => column === key);
    if (fields !== undefined && fields.counts.count * 2 > fields.values) {
      this.#warnings.push({ column: key.name, message: 'names the players by numbers' });
    }
  }
}

export const missingCells = 'cells without a value';
