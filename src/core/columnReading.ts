import { type CellKind, cellKinds, cellKindOf } from './cell.ts';
import { detach } from './detach.ts';
import type { Column } from './table.ts';

const examplesKept = 3;

/** What the cells of one column are, counted. */
export class ColumnReading {
  readonly column: Column;
  readonly counts: Record<CellKind, number>;
  /** First values that differ. */
  readonly examples: string[] = [];
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

  /** @param cell trimmed */
  add(cell: string): CellKind {
    const kind = cellKindOf(cell);
    this.counts[kind]++;
    if (kind !== 'missing' && this.examples.length < examplesKept && !this.examples.includes(cell))
      this.examples.push(detach(cell));
    if (this.#countsRows) this.#follow(cell, kind);
    this.#rows++;
    return kind;
  }

  get values(): number {
    return this.#rows - this.counts.missing;
  }

  /** The commonest kind of its values; a score among counts makes scores of them all. */
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

  #follow(cell: string, kind: CellKind): void {
    const value = Number(cell);
    if (this.#rows === 0) this.#firstCount = value;
    const isNext = value === this.#firstCount + this.#rows;
    this.#countsRows = kind === 'count' && isNext && this.#firstCount >= 0 && this.#firstCount < 2;
  }
}
