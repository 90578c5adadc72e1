import type { CsvRecord } from '../csv/csvRecord.ts';
import { pluralize } from '../common/formatNumbers.ts';
import { slug } from '../common/slug.ts';
import { UserError } from '../common/userError.ts';
import { cellKindOf, isMissingIn } from '../reading/cell.ts';
import type { Column } from '../reading/column.ts';
import { isTextual } from '../reading/columnForm.ts';
import { type Damage, damageOf, damages } from '../reading/damage.ts';
import { isLikeRow } from '../reading/findHeader.ts';
import { deprecations } from '../reading/findKey.ts';
import { isStarElsewhere } from '../reading/notOutStar.ts';
import { type ColumnMeaning, type ReadingWishes, understand } from '../reading/understand.ts';
import { DamageList, unforgivable } from './damageList.ts';
import { raggedness } from './raggedRow.ts';
import { RepeatedTexts } from './repeatedTexts.ts';
import type { RowFilter } from './rowFilter.ts';
import type { ScannedTable } from './scannedTable.ts';
import { emptyColumns, ProblemList } from './tableProblems.ts';
import type { TableWarning } from './tableWarning.ts';
import { prepare, type Understood } from './understood.ts';

export interface ReadOptions extends ReadingWishes {
  /** What messages call the file. */
  readonly name: string;
  /** Rows that do not pass are as if they were not there. */
  readonly filter?: readonly RowFilter[] | undefined;
}

/** What tables call a last row that adds up the others. */
const sum = /^(grand )?(totals?|sum|overall|averages?)$/i;

/** Records from which the table is understood. */
const beginning = 5000;

/**
 * The first look at a table, record by record: what its columns are, which rows can be used, which
 * cells are damaged, and which names may be there twice. Takes room for 8 bytes a row, not for the rows.
 */
export class TableScan {
  readonly #options: ReadOptions;
  readonly #problems = new ProblemList();
  readonly #warnings: TableWarning[] = [];
  readonly #names = new RepeatedTexts();
  readonly #slugs = new RepeatedTexts();
  readonly #damages = new DamageList();
  #understood: Understood | undefined;
  #last: CsvRecord | undefined;
  /** Records that wait for the table to be understood. */
  #waiting: CsvRecord[] = [];
  #usable = 0;
  #filtered = 0;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** @throws UserError when nothing names the rows, or an option names what is not there. */
  push(record: CsvRecord): void {
    this.#last = record;
    if (this.#understood !== undefined) {
      this.#look(this.#understood, record);
      return;
    }
    this.#waiting.push(record);
    if (this.#waiting.length >= beginning) this.#begin();
  }

  /** @throws UserError when there was no header, nothing below it, or no usable row. */
  end(): ScannedTable {
    const { name } = this.#options;
    if (this.#last === undefined) {
      throw new UserError(`${name} is empty. Expected a header line and rows below it.`);
    }
    const understood = this.#understood ?? this.#begin();
    const { understanding, readings, known, arithmetic } = understood;
    if (understood.header === this.#last) {
      throw new UserError(`${name} holds a header only. Expected rows below it.`);
    }
    if (this.#usable === 0) this.#refuseEmpty();
    const { key } = understanding;
    this.#warnings.push(...deprecations(this.#options, key), ...arithmetic.warnings());
    this.#settleDamage(understood);
    this.#leaveOutEmptyColumns(understood);
    this.#warnOfRows(understood);
    this.#warnOfColumns(understood);
    const columns = understanding.meanings.map(({ column }) => column);
    const at = (index: number): Column =>
      columns.find((one) => one.index === index) ?? { name: '', index };
    return {
      name,
      understanding,
      columns,
      readings,
      entityColumn: understood.entityColumn,
      tellers: key.apart.map(({ index }) => at(index)),
      discipline: understanding.domain.discipline,
      known,
      width: understanding.width,
      lastHeadLine: understood.lastHeadLine,
      passes: understood.passes,
      usable: this.#usable,
      filtered: this.#filtered,
      names: this.#names,
      slugs: this.#slugs,
      damaged: this.#damages.lines(),
      damages: this.#damages.counts(),
      damagedIn: (index) => this.#damages.inColumn(index),
      problems: this.#problems,
      warnings: this.#warnings,
    };
  }

  #begin(): Understood {
    const understanding = understand(this.#waiting, this.#options);
    if (understanding === undefined) throw new Error('a table with a record is understood');
    const understood = (this.#understood = prepare(understanding, this.#waiting, this.#options));
    this.#noteHeader(understood);
    for (const record of this.#waiting) {
      if (record.line > understood.lastHeadLine) this.#look(understood, record);
    }
    this.#waiting = [];
    return understood;
  }

  #noteHeader({ understanding: { unnamed }, header }: Understood): void {
    if (unnamed === 0) return;
    const what = pluralize(unnamed, 'column has', 'columns have');
    this.#problems.add('columns without a name', {
      line: header.line,
      reason: `${what} no name: left out`,
    });
  }

  #look(understood: Understood, record: CsvRecord): void {
    const { line } = record;
    const ragged = raggedness(record.whole(), understood.understanding.width);
    if (ragged !== undefined) {
      this.#problems.add('rows left out', { line, reason: ragged });
      return;
    }
    if (!understood.passes(record)) {
      this.#filtered++;
      return;
    }
    if (this.#addName(understood, record)) this.#readCells(understood, record);
  }

  /** False where the row has no name. */
  #addName(understood: Understood, record: CsvRecord): boolean {
    const { line } = record;
    const { entityColumn, namer, nameMeaning } = understood;
    const named = namer.nameOf(record);
    if (typeof named === 'string') {
      this.#problems.add('rows left out', { line, column: entityColumn.name, reason: named });
      return false;
    }
    const cell = record.cell(entityColumn.index).trim();
    const kind = isTextual(nameMeaning.form) ? 'text' : cellKindOf(cell);
    const damage = damageOf(cell, kind, nameMeaning.damage);
    if (damage !== undefined) {
      this.#addDamage(nameMeaning, { damage, line, cell, what: 'row' });
      if (!nameMeaning.keepsDamaged) return false;
    }
    if (understood.understanding.key.apart.length > 0) this.#names.add(named.entity);
    this.#slugs.add(slug(named.entity));
    return true;
  }

  #readCells({ columns, arithmetic, innings }: Understood, record: CsvRecord): void {
    this.#usable++;
    for (const { reading, meaning, takesCounts } of columns) {
      const kind = reading.add(record);
      if (takesCounts && kind === 'count') continue;
      const cell = reading.value;
      if (kind !== 'error' && isMissingIn(cell, meaning.column)) {
        this.#noteMissing(record, meaning.column);
        continue;
      }
      if (meaning.role === 'name') continue;
      const damage = damageOf(cell, kind, meaning.damage);
      if (damage !== undefined)
        this.#addDamage(meaning, { damage, line: record.line, cell, what: 'cell' });
    }
    arithmetic.add(record.line);
    if (innings?.now === 0) this.#noteUnplayed(columns, record.line);
  }

  /** Of a player who never batted, runs of 0 are no record. */
  #noteUnplayed(columns: Understood['columns'], line: number): void {
    for (const { reading, meaning } of columns) {
      if (!unplayed.includes(meaning.statistic?.id ?? '') || reading.now !== 0) continue;
      this.#addDamage(meaning, { damage: contradiction, line, cell: reading.value, what: 'cell' });
    }
  }

  #addDamage(
    { column, keepsDamaged: kept }: ColumnMeaning,
    at: {
      readonly damage: Damage;
      readonly line: number;
      readonly cell: string;
      readonly what: string;
    },
  ): void {
    const { damage, line, cell, what } = at;
    this.#damages.add(damage, { column, line, cell, kept });
    if (kept) return;
    const why =
      damage === 'stars that mean nothing here'
        ? ', and a star means nothing here'
        : damage === 'spreadsheet errors'
          ? ''
          : ` (${damage})`;
    const reason = `holds “${cell}”${why}: the ${what} is left out`;
    this.#problems.add(damage, { line, column: column.name, reason });
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

  #settleDamage({ readings, arithmetic, meanings }: Understood): void {
    for (const { column: name, lines } of arithmetic.contradicted()) {
      const meaning = meanings.get(name);
      if (meaning === undefined) continue;
      const { column, keepsDamaged: kept } = meaning;
      for (const line of lines) this.#damages.add(contradiction, { column, line, cell: '', kept });
    }
    const values = new Map(readings.map((reading) => [reading.column.index, reading.values]));
    this.#damages
      .forgive((index) => values.get(index) ?? 0)
      .forEach((column) => {
        for (const damage of damages) {
          if (!unforgivable.has(damage)) this.#problems.drop(damage, column);
        }
      });
  }

  #refuseEmpty(): void {
    const why = this.#problems.all().slice(-3);
    const { name } = this.#options;
    if (why.length === 0) {
      const message = `No row of ${name} passes the filter in cricketLora.dataset.rows.`;
      throw new UserError(message, 'open settings');
    }
    const reasons = why.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ');
    throw new UserError(`${name} has no row that can be used: ${reasons}.`);
  }

  #leaveOutEmptyColumns({ readings, header }: Understood): void {
    for (const { column, values } of readings) {
      if (values > 0) continue;
      this.#problems.drop(missingCells, column.name);
      const reason = 'has no value in any row: the column is left out';
      this.#problems.add(emptyColumns, { line: header.line, column: column.name, reason });
    }
  }

  #warnOfRows({ header, entityColumn, passes }: Understood): void {
    if (isLikeRow(header)) {
      const message =
        'looks like a row, and is read as the header: put a line above it that names the columns';
      this.#warnings.push({ line: header.line, message });
    }
    const last = this.#last;
    const name = last?.cell(entityColumn.index).trim() ?? '';
    if (last !== undefined && sum.test(name) && passes(last)) {
      const message = `“${name}” looks like the sum of the others, and is asked about like the others: delete the line, or leave it out with cricketLora.dataset.rows`;
      this.#warnings.push({ line: last.line, column: entityColumn.name, message });
    }
  }

  #warnOfColumns({ columns }: Understood): void {
    for (const { reading, meaning } of columns) {
      const { column, countsRows, values } = reading;
      if (meaning.statistic && countsRows && values > 4) {
        const message = 'counts the rows, 1, 2, 3…: it cannot be what its header says';
        this.#warnings.push({ column: column.name, message, impossible: true });
      }
      if (isStarElsewhere(column.name)) {
        const message =
          'keeps the not-out star apart from the highest score, which is asked only when it is chosen, without its star';
        this.#warnings.push({ column: column.name, message });
      }
    }
  }
}

const missingCells = 'cells without a value';
const contradiction = 'figures that contradict others in their row';
/** Statistics of players who have batted. */
const unplayed: readonly string[] = ['runs', 'highest-score', 'average'];
