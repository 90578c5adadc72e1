import { detachString } from '../common/detachString.ts';

/** Something with cells in the order of a table's columns. */
export interface Cells {
  /** Exactly as written (quotes and their escapes resolved); empty beyond the last. */
  cell(index: number): string;
}

/** One record of a CSV. */
export class CsvRecord implements Cells {
  /** 1-based line of the file on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];

  constructor(line: number, cells: readonly string[]) {
    this.line = line;
    this.cells = cells;
  }

  /** Number of cells. */
  get width(): number {
    return this.cells.length;
  }

  cell(index: number): string {
    return this.cells[index] ?? '';
  }

  /** A copy to keep: a cell cut out of a piece of the file would keep the whole piece in memory. */
  detached(): CsvRecord {
    return new CsvRecord(this.line, this.cells.map(detachString));
  }
}
