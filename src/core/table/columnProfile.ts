import {
  amountOf,
  type CellKind,
  cellKindOf,
  cellKinds,
  wholeNumberIn,
  yearsOf,
} from '../reading/cell.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { detachString } from '../common/detachString.ts';
import type { Column } from '../reading/column.ts';

const examplesKept = 3;
/** Rows among which examples are looked for. */
const rowsForExamples = 1000;

const noYears = [Number.NaN, Number.NaN] as const;

/** What the cells of one column are, counted. */
export class ColumnReading {
  readonly column: Column;
  /** First values that differ. */
  readonly examples: string[] = [];
  /** The cell taken last. */
  #value = '';
  #kind: CellKind = 'missing';
  /** What it stands for, found when first wanted. */
  #amount: number | undefined;
  #years: readonly [number, number] | undefined;
  /** Cells of each kind, but for whole numbers, which are counted apart. */
  readonly #counts = Object.fromEntries(cellKinds.map((kind) => [kind, 0])) as Record<
    CellKind,
    number
  >;
  #wholes = 0;
  /** Whether each value so far is its row's number, from 0 or from 1. */
  #countsRows = true;
  #rows = 0;
  #firstCount = 0;

  constructor(column: Column) {
    this.column = column;
  }

  /** Takes the column's cell in a record and says of which kind it is. */
  add(record: CsvRecord): CellKind {
    const cell = record.cell(this.column.index);
    const whole = wholeNumberIn(cell);
    const isWhole = whole !== undefined;
    const value = isWhole ? cell : cell.trim();
    const kind = isWhole ? 'count' : cellKindOf(value);
    this.#value = value;
    this.#kind = kind;
    this.#amount = whole;
    this.#years = undefined;
    if (isWhole) this.#wholes++;
    else this.#counts[kind]++;
    if (this.#rows < rowsForExamples && this.examples.length < examplesKept) this.#addExample();
    if (this.#countsRows) this.#follow();
    this.#rows++;
    return kind;
  }

  /** The number in the cell taken last; NaN where it holds none. */
  get now(): number {
    return (this.#amount ??= amountOf(this.#value, this.column.mark));
  }

  /** The cell taken last, trimmed. */
  get value(): string {
    return this.#value;
  }

  /** The years of the span in the cell taken last; NaN where it holds none. */
  get from(): number {
    return this.#yearsNow[0];
  }

  get to(): number {
    return this.#yearsNow[1];
  }

  get #yearsNow(): readonly [number, number] {
    if (this.#kind !== 'span') return noYears;
    return (this.#years ??= yearsOf(this.#value) ?? noYears);
  }

  /** Cells of each kind. */
  get counts(): Readonly<Record<CellKind, number>> {
    return { ...this.#counts, count: this.#counts.count + this.#wholes };
  }

  get values(): number {
    return this.#rows - this.#counts.missing - this.#counts.error;
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

  #addExample(): void {
    if (this.#kind !== 'missing' && !this.examples.includes(this.#value)) {
      this.examples.push(detachString(this.#value));
    }
  }

  #follow(): void {
    const amount = this.now;
    if (this.#rows === 0) this.#firstCount = amount;
    const isNext = amount === this.#firstCount + this.#rows;
    this.#countsRows =
      this.#kind === 'count' && isNext && this.#firstCount >= 0 && this.#firstCount < 2;
  }
}
