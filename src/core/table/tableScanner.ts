import { say, joined } from '../common/sentence.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { formatCount } from '../common/formatNumbers.ts';
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
import { damagedText, missingText } from './damagedText.ts';
import { DamageList, unforgivable } from './damageList.ts';
import { raggedness } from './raggedRow.ts';
import { RepeatedTexts } from './repeatedTexts.ts';
import type { RowFilter } from './rowFilter.ts';
import type { ScannedTable } from './scannedTable.ts';
import { emptyColumns } from './problemKinds.ts';
import { ProblemList } from './tableProblems.ts';
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
      throw new UserError(say('{0} is empty. Expected a header line and rows below it.', name));
    }
    const understood = this.#understood ?? this.#begin();
    const { understanding, readings, known, arithmetic } = understood;
    if (understood.header === this.#last) {
      throw new UserError(say('{0} holds a header only. Expected rows below it.', name));
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
    this.#problems.add('columns without a name', {
      line: header.line,
      reason:
        unnamed === 1
          ? say('1 column has no name: left out')
          : say('{0} columns have no name: left out', formatCount(unnamed)),
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
    if (!('entity' in named)) {
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
      readonly what: 'row' | 'cell';
    },
  ): void {
    const { damage, line, cell, what } = at;
    this.#damages.add(damage, { column, line, cell, kept });
    if (kept) return;
    const reason = damagedText(damage, cell, what);
    this.#problems.add(damage, { line, column: column.name, reason });
  }

  #noteMissing(record: CsvRecord, column: Column): void {
    const { line } = record;
    const cell = record.cell(column.index).trim();
    const reason = missingText(cell);
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
    const last = this.#problems.all().slice(-3);
    const why = last.map(({ line, reason }) => say('line {0}: {1}', line, reason));
    const { name } = this.#options;
    if (why.length === 0) {
      const message = say('No row of {0} passes the filter in cricketLora.dataset.rows.', name);
      throw new UserError(message, 'open settings');
    }
    throw new UserError(say('{0} has no row that can be used: {1}.', name, joined(why, '; ')));
  }

  #leaveOutEmptyColumns({ readings, header }: Understood): void {
    for (const { column, values } of readings) {
      if (values > 0) continue;
      this.#problems.drop(missingCells, column.name);
      const reason = say('has no value in any row: the column is left out');
      this.#problems.add(emptyColumns, { line: header.line, column: column.name, reason });
    }
  }

  #warnOfRows({ header, entityColumn, passes }: Understood): void {
    if (isLikeRow(header)) {
      const message = say(
        'looks like a row, and is read as the header: put a line above it that names the columns',
      );
      this.#warnings.push({ line: header.line, message });
    }
    const last = this.#last;
    const name = last?.cell(entityColumn.index).trim() ?? '';
    if (last !== undefined && sum.test(name) && passes(last)) {
      const message = say(
        '“{0}” looks like the sum of the others, and is asked about like the others: delete the line, or leave it out with cricketLora.dataset.rows',
        name,
      );
      this.#warnings.push({ line: last.line, column: entityColumn.name, message });
    }
  }

  #warnOfColumns({ columns }: Understood): void {
    for (const { reading, meaning } of columns) {
      const { column, countsRows, values } = reading;
      if (meaning.statistic && countsRows && values > 4) {
        const message = say('counts the rows, 1, 2, 3…: it cannot be what its header says');
        this.#warnings.push({ column: column.name, message, impossible: true });
      }
      if (isStarElsewhere(column.name)) {
        const message = say(
          'keeps the not-out star apart from the highest score, which is asked only when it is chosen, without its star',
        );
        this.#warnings.push({ column: column.name, message });
      }
    }
  }
}

const missingCells = 'cells without a value';
const contradiction = 'figures that contradict others in their row';
/** Statistics of players who have batted. */
const unplayed: readonly string[] = ['runs', 'highest-score', 'average'];
