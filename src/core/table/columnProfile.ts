import { type CellKind, cellKinds } from './cell.ts';
import { CellReader } from './cellReader.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { detach } from '../common/detachString.ts';
import type { Column } from './column.ts';

const examplesKept = 3;
/** Rows among which examples are looked for. */
const rowsForExamples = 1000;

/** What the cells of one column are, counted. */
export class ColumnReading {
  readonly column: Column;
  /** First values that differ. */
  readonly examples: string[] = [];
  readonly #cell = new CellReader();
  /** Cells of each of `cellKinds`. */
  readonly #counts = new Float64Array(cellKinds.length);
  /** Whether each value so far is its row's number, from 0 or from 1. */
  #countsRows = true;
  #rows = 0;
  #firstCount = 0;

  constructor(column: Column) {
    this.column = column;
  }

  /** Takes the column's cell in a record and says of which kind it is. */
  add(record: CsvRecord): CellKind {
    const { index } = this.column;
    this.#cell.read(record, record.start(index), record.end(index));
    const { kindAt } = this.#cell;
    this.#counts[kindAt] = (this.#counts[kindAt] ?? 0) + 1;
    if (this.#rows < rowsForExamples && this.examples.length < examplesKept) {
      this.#addExample(record.cell(index).trim());
    }
    if (this.#countsRows) this.#follow();
    this.#rows++;
    return this.#cell.kind;
  }

  /** The number in the cell taken last; NaN where it holds none. */
  get now(): number {
    return this.#cell.amount;
  }

  /** The years of the span in the cell taken last; NaN where it holds none. */
  get from(): number {
    return this.#cell.from;
  }

  get to(): number {
    return this.#cell.to;
  }

  /** Cells of each kind. */
  get counts(): Readonly<Record<CellKind, number>> {
    const counts = cellKinds.map((kind, at) => [kind, this.#counts[at] ?? 0]);
    return Object.fromEntries(counts) as Record<CellKind, number>;
  }

  get values(): number {
    return this.#rows - this.counts.missing;
  }

  /** The commonest kind of its values. */
  get kind(): CellKind {
    const { counts } = this;
    let most: CellKind = 'missing';
    for (const kind of cellKinds) {
      if (kind !== 'missing' && counts[kind] > (most === 'missing' ? 0 : counts[most])) most = kind;
    }
    return most;
  }

  /** Whether it holds 0, 1, 2… or 1, 2, 3…, row after row: an index, whatever its header says. */
  get countsRows(): boolean {
    return this.#countsRows && this.#rows > 2;
  }

  #addExample(cell: string): void {
    if (this.#cell.kind !== 'missing' && !this.examples.includes(cell)) {
      this.examples.push(detach(cell));
    }
  }

  #follow(): void {
    const { kind, amount } = this.#cell;
    if (this.#rows === 0) this.#firstCount = amount;
    const isNext = amount === this.#firstCount + this.#rows;
    this.#countsRows = kind === 'count' && isNext && this.#firstCount >= 0 && this.#firstCount < 2;
  }
}
