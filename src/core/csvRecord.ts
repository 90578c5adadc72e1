/** Something with cells in the order of a table's columns. */
export interface Cells {
  /** Exactly as written (quotes and their escapes resolved); empty beyond the last. */
  cell(index: number): string;
}

/**
 * One record of a CSV. Its cells are places in a text that many records share: most are never looked
 * at as texts of their own, and a million of those take longer to make than to read.
 */
export class CsvRecord implements Cells {
  /** 1-based line of the file on which the record begins. */
  readonly line: number;
  /** Number of cells. */
  readonly width: number;
  readonly #batch: CellBatch;
  readonly #first: number;

  /** @param first Which of the batch's cells is the record's first. */
  constructor(line: number, batch: CellBatch, first: number, width: number) {
    this.line = line;
    this.width = width;
    this.#batch = batch;
    this.#first = first;
  }

  /** The text in which the cells have their places. */
  get text(): string {
    return this.#batch.text;
  }

  /** Where a cell begins in `text`. */
  start(index: number): number {
    return this.#batch.bounds[2 * (this.#first + index)] ?? 0;
  }

  /** Where it ends. */
  end(index: number): number {
    return this.#batch.bounds[2 * (this.#first + index) + 1] ?? 0;
  }

  cell(index: number): string {
    return index < this.width ? this.text.slice(this.start(index), this.end(index)) : '';
  }

  /** All cells as texts. */
  get cells(): readonly string[] {
    return Array.from({ length: this.width }, (_, index) => this.cell(index));
  }
}

/** Cells as places in one text: `bounds` holds the beginning and the end of each. */
export class CellBatch {
  readonly text: string;
  bounds = new Uint32Array(1024);
  #size = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Cells so far. */
  get size(): number {
    return this.#size;
  }

  add(start: number, end: number): void {
    const at = 2 * this.#size++;
    if (at === this.bounds.length) {
      const more = new Uint32Array(this.bounds.length * 2);
      more.set(this.bounds);
      this.bounds = more;
    }
    this.bounds[at] = start;
    this.bounds[at + 1] = end;
  }
}
