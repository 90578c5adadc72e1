import { type CodedText, codesOf } from './charCodes.ts';

/** Something with cells in the order of a table's columns. */
export interface Cells {
  /** Exactly as written (quotes and their escapes resolved); empty beyond the last. */
  cell(index: number): string;
}

/**
 * One record of a CSV. Its cells are places in a text that many records share: most are never looked
 * at as texts of their own, and a million of those take longer to make than to read.
 */
export class CsvRecord implements Cells, CodedText {
  /** 1-based line of the file on which the record begins. */
  readonly line: number;
  /** Number of cells. */
  readonly width: number;
  readonly #batch: CellBatch;
  readonly #first: number;

  /** @param first Which of the batch's separators is before the record. */
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

  get codes(): Uint8Array {
    return this.#batch.codes;
  }

  /** Where a cell begins in `text` and `codes`. */
  start(index: number): number {
    return (this.#batch.separators[this.#first + index] ?? 0) + 1;
  }

  /** Where it ends. */
  end(index: number): number {
    return this.#batch.separators[this.#first + index + 1] ?? 0;
  }

  cell(index: number): string {
    return index < this.width ? this.text.slice(this.start(index), this.end(index)) : '';
  }

  /** All cells as texts. */
  get cells(): readonly string[] {
    return Array.from({ length: this.width }, (_, index) => this.cell(index));
  }
}

/** A text that is cells with one character between each two; and where these are, the first at -1. */
export interface CellBatch extends CodedText {
  readonly separators: Int32Array;
}

/** Texts as a batch. */
export function batchOf(cells: readonly string[]): CellBatch {
  const separators = new Int32Array(cells.length + 1);
  separators[0] = -1;
  let at = 0;
  cells.forEach((cell, index) => {
    separators[index + 1] = at += cell.length;
    at++;
  });
  const text = cells.join('\n');
  return { text, codes: codesOf(text), separators };
}
