import { parse } from 'csv-parse/sync';
import { CellBatch, CsvRecord } from './csvRecord.ts';
import { UserError } from './userError.ts';

export interface CsvOptions {
  /** What messages call the file. */
  readonly name: string;
  /** One character; a comma when absent. */
  readonly delimiter?: string | undefined;
}

/**
 * Characters that one record may take. A quote that nobody closes makes a record of all that follows:
 * better stopped early than read to the end of a gigabyte.
 */
const longestRecord = 16 * 1024 * 1024;

/**
 * Reads delimited text piece by piece, however it is cut: any line ending, even mixed; a byte order
 * mark is dropped; records without any text are dropped. Nothing else is: records may be ragged.
 */
export class CsvReader {
  readonly #name: string;
  readonly #delimiter: string;
  /** What has come and is no whole record yet. */
  #rest = '';
  /** The line on which `#rest` begins. */
  #line = 1;
  #begun = false;

  constructor({ name, delimiter = ',' }: CsvOptions) {
    this.#name = name;
    this.#delimiter = delimiter;
  }

  /**
   * The records that `text` completes.
   *
   * @throws UserError for a quoted cell that is followed by text, or is too long to be meant, naming
   *   the line on which it opened: whatever comes after such a quote cannot be told apart from its
   *   content.
   */
  push(text: string): CsvRecord[] {
    const content = this.#begun || !text.startsWith('\uFEFF') ? text : text.slice(1);
    this.#begun ||= text !== '';
    return this.#read(this.#rest + content, false);
  }

  /**
   * The last record.
   *
   * @throws UserError also for a quoted cell that is never closed.
   */
  end(): CsvRecord[] {
    return this.#read(this.#rest, true);
  }

  #read(text: string, isLast: boolean): CsvRecord[] {
    const isQuoted = text.includes('"');
    const end = isQuoted ? this.#scanQuoted(text, isLast) : endOfLines(text, isLast);
    this.#rest = text.slice(end);
    return isQuoted ? this.#parseQuoted(text.slice(0, end)) : this.#splitPlain(text, end);
  }

  /** Most tables have no quote at all; finding their cells is many times faster than parsing. */
  #splitPlain(text: string, end: number): CsvRecord[] {
    const records: CsvRecord[] = [];
    const batch = new CellBatch(text);
    const delimiter = this.#delimiter.charCodeAt(0);
    let first = 0;
    let start = 0;
    for (let at = 0; at <= end; at++) {
      const code = at === end ? lineFeed : text.charCodeAt(at);
      if (code === delimiter) {
        batch.add(start, at);
        start = at + 1;
      } else if (code === lineFeed || code === carriageReturn) {
        // A break ends a line, so that nothing is left after the last one.
        if (at === end && start === end && batch.size === first) break;
        batch.add(start, at);
        this.#keep(records, batch, first);
        this.#line++;
        if (code === carriageReturn && text.charCodeAt(at + 1) === lineFeed) at++;
        first = batch.size;
        start = at + 1;
      }
    }
    return records;
  }

  #parseQuoted(text: string): CsvRecord[] {
    const records: CsvRecord[] = [];
    const parsed = parse(text, {
      delimiter: this.#delimiter,
      // Empty lines are kept as records of one empty cell, so that lines can be counted.
      relax_column_count: true,
      // Quotes inside unquoted cells (6' 2") harm nobody; the others have been checked.
      relax_quotes: true,
      // Not discovered from the first line: a file of mixed endings would leave `\r` in its cells.
      record_delimiter: ['\r\n', '\n', '\r'],
    });
    const batch = new CellBatch(parsed.map((cells) => cells.join('')).join(''));
    let at = 0;
    for (const cells of parsed) {
      const first = batch.size;
      for (const cell of cells) batch.add(at, (at += cell.length));
      this.#keep(records, batch, first);
      // Counted here, because the parser's own count takes a quoted CRLF for two lines.
      this.#line += 1 + cells.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
    }
    return records;
  }

  /** Keeps the cells from `first` on as a record, unless none of them has any text. */
  #keep(records: CsvRecord[], batch: CellBatch, first: number): void {
    const record = new CsvRecord(this.#line, batch, first, batch.size - first);
    for (let index = 0; index < record.width; index++) {
      const start = record.start(index);
      const end = record.end(index);
      // A plain character is text; only others have to be looked at.
      const isText =
        end > start && (isPlain(batch.text.charCodeAt(start)) || record.cell(index).trim() !== '');
      if (!isText) continue;
      records.push(record);
      return;
    }
  }

  /** Index past the last whole record. */
  #scanQuoted(text: string, isLast: boolean): number {
    const cellEnd = new RegExp(`[${escapeInClass(this.#delimiter)}\\r\\n]`, 'g');
    let whole = 0;
    let at = 0;
    while (at < text.length) {
      const start = at;
      if (text.charAt(at) === '"') {
        const close = findClosingQuote(text, at + 1);
        const isOpen = close === -1 || (close === text.length - 1 && !isLast);
        if (isOpen) {
          this.#refuseOpen(text, start, isLast);
          return whole;
        }
        at = close + 1;
      } else {
        cellEnd.lastIndex = at;
        at = cellEnd.exec(text)?.index ?? text.length;
      }
      const next = text.charAt(at);
      if (next === this.#delimiter) {
        at++;
      } else if (next === '\n' || next === '\r') {
        if (next === '\r' && at === text.length - 1 && !isLast) return whole;
        at += next === '\r' && text.charAt(at + 1) === '\n' ? 2 : 1;
        whole = at;
      } else if (next !== '') {
        throw this.#fault(
          `the quoted cell that opens on line ${this.#lineAt(text, start)} goes on after its closing quote on line ${this.#lineAt(text, at)}. Double quotes that are part of a cell.`,
        );
      }
    }
    return isLast ? text.length : whole;
  }

  #refuseOpen(text: string, start: number, isLast: boolean): void {
    if (isLast) {
      throw this.#fault(
        `the quote that opens a cell on line ${this.#lineAt(text, start)} is never closed. Close it, or double it if it is part of the cell.`,
      );
    }
    if (text.length - start > longestRecord) {
      throw this.#fault(
        `the quote that opens a cell on line ${this.#lineAt(text, start)} is not closed within 16 million characters. Close it, or double it if it is part of the cell.`,
      );
    }
  }

  #lineAt(text: string, index: number): number {
    return this.#line + countLineBreaks(text.slice(0, index));
  }

  #fault(what: string): UserError {
    return new UserError(`${this.#name}: ${what}`);
  }
}

/**
 * Reads delimited text as a whole.
 *
 * @throws UserError as `CsvReader` does.
 */
export function parseCsv(text: string, options: string | CsvOptions): CsvRecord[] {
  const reader = new CsvReader(typeof options === 'string' ? { name: options } : options);
  return [...reader.push(text), ...reader.end()];
}

const isPlain = (code: number): boolean => code > 32 && code < 127;

const lineFeed = 10;
const carriageReturn = 13;

/** Index past the last line break; a `\r` at the end may be half of one. */
function endOfLines(text: string, isLast: boolean): number {
  if (isLast) return text.length;
  const certain = text.endsWith('\r') ? text.slice(0, -1) : text;
  return Math.max(certain.lastIndexOf('\n'), certain.lastIndexOf('\r')) + 1;
}

/** Index of the first quote from `start` that is not doubled, or -1. */
function findClosingQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (quote !== -1 && text.charAt(quote + 1) === '"') {
    quote = text.indexOf('"', quote + 2);
  }
  return quote;
}

const escapeInClass = (character: string): string => character.replace(/[\\\]^-]/, '\\$&');

const countLineBreaks = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;
