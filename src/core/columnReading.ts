import { type CellKind, cellKinds } from './cell.ts';
import { CellReader } from './cellReader.ts';
import type { CsvRecord } from './csvRecord.ts';
import { detach } from './detach.ts';
import type { Column } from './table.ts';

const examplesKept = 3;
/** Rows among which examples are looked for. */
const rowsForExamples = 1000;

/** What the cells of one column are, counted. */
export class ColumnReading {
  readonly column: Column;
  readonly counts: Record<CellKind, number>;
  /** First values that differ. */
  readonly examples: string[] = [];
  readonly #cell = new CellReader();
  /** Whether each value so far is its row's number, from 0 or from 1. */
  #countsRows = true;
  #rows = 0;
  #firstCount = 0;

  constructor(column: Column) {
    this.column = column;
    this.counts = Object.fromEntries(cellKinds.map((kind) => [kind, 0])) as Record<
      CellKind,
      number
    >;
  }

  /** Takes the column's cell in a record and says of which kind it is. */
  add(record: CsvRecord): CellKind {
    const { index } = this.column;
    this.#cell.read(record.text, record.start(index), record.end(index));
    const { kind } = this.#cell;
    this.counts[kind]++;
    if (this.#rows < rowsForExamples && this.examples.length < examplesKept) {
      this.#addExample(record.cell(index).trim());
    }
    if (this.#countsRows) this.#follow();
    this.#rows++;
    return kind;
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
