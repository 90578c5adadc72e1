import { detachString } from '../common/detachString.ts';

/** Something with cells in the order of a table's columns. */
export interface Cells {
  /** Exactly as written (quotes and their escapes resolved); empty beyond the last. */
  cell(index: number): string;
}

/** One record of a CSV. Its line is cut into cells only as far as they are read. */
export class CsvRecord implements Cells {
  /** 1-based line of the file on which the record begins. */
  readonly line: number;
  readonly #text: string;
  readonly #delimiter: string;
  #cells: readonly string[] | undefined;
  #width = 0;
  /** Cells that were cut out one by one. */
  #cuts = 0;

  private constructor(line: number, text: string, delimiter: string) {
    this.line = line;
    this.#text = text;
    this.#delimiter = delimiter;
  }

  /** A record whose cells are what stands between delimiters: no quotes are in its text. */
  static ofLine(line: number, text: string, delimiter: string): CsvRecord {
    return new CsvRecord(line, text, delimiter);
  }

  static ofCells(line: number, cells: readonly string[]): CsvRecord {
    const record = new CsvRecord(line, '', '');
    record.#cells = cells;
    return record;
  }

  get cells(): readonly string[] {
    return (this.#cells ??= cutAt(this.#delimiter, this.#text));
  }

  /** The same record, cut at once: cheaper where all of its cells are read. */
  whole(): this {
    this.#cells = this.cells;
    return this;
  }

  /** Number of cells. */
  get width(): number {
    if (this.#cells !== undefined) return this.#cells.length;
    if (this.#width === 0) this.#width = this.#count();
    return this.#width;
  }

  cell(index: number): string {
    if (this.#cells === undefined && this.#cuts < fewCuts) {
      this.#cuts++;
      return this.#cut(index);
    }
    return this.cells[index] ?? '';
  }

  /** A copy to keep: a cell cut out of a piece of the file would keep the whole piece in memory. */
  detached(): CsvRecord {
    return CsvRecord.ofCells(this.line, this.cells.map(detachString));
  }

  #count(): number {
    let count = 1;
    const text = this.#text;
    const delimiter = this.#delimiter;
    for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1)) count++;
    return count;
  }

  #cut(index: number): string {
    const text = this.#text;
    const delimiter = this.#delimiter;
    let start = 0;
    for (let n = 0; n < index; n++) {
      const at = text.indexOf(delimiter, start);
      if (at === -1) return '';
      start = at + 1;
    }
    const end = text.indexOf(delimiter, start);
    return end === -1 ? text.slice(start) : text.slice(start, end);
  }
}

/** What `split` does, in half its time. */
function cutAt(delimiter: string, text: string): string[] {
  const cells: string[] = [];
  let start = 0;
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, start)) {
    cells.push(text.slice(start, at));
    start = at + 1;
  }
  cells.push(text.slice(start));
  return cells;
}

/** So many cells are cheaper cut out than all. */
const fewCuts = 3;
