import { parse } from 'csv-parse/sync';
import { type CodedText, codesOf, joinCodes } from './charCodes.ts';
import { batchOf, CsvRecord } from './csvRecord.ts';
import { UserError } from '../common/userError.ts';

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
  #restCodes = new Uint8Array();
  /** The line on which `#rest` begins. */
  #line = 1;
  #begun = false;
  /** By code: 1 for what ends a cell or a line, 0 for others. */
  readonly #isSeparator = new Uint8Array(256);
  /** Room for places, used again and again. */
  #places = new Int32Array();

  constructor({ name, delimiter = ',' }: CsvOptions) {
    this.#name = name;
    this.#delimiter = delimiter;
    for (const code of [delimiter.charCodeAt(0), lineFeed, carriageReturn]) {
      this.#isSeparator[code] = 1;
    }
  }

  /**
   * The records that `text` completes.
   *
   * @param codes `codesOf(text)`, for who has them already.
   * @throws UserError for a quoted cell that is followed by text, or is too long to be meant, naming
   *   the line on which it opened: whatever comes after such a quote cannot be told apart from its
   *   content.
   */
  push(text: string, codes = codesOf(text)): CsvRecord[] {
    const from = this.#begun || !text.startsWith('\uFEFF') ? 0 : 1;
    this.#begun ||= text !== '';
    const joined = joinCodes(this.#restCodes, codes.subarray(from));
    return this.#read({ text: this.#rest + text.slice(from), codes: joined }, false);
  }

  /**
   * The last record.
   *
   * @throws UserError also for a quoted cell that is never closed.
   */
  end(): CsvRecord[] {
    return this.#read({ text: this.#rest, codes: this.#restCodes }, true);
  }

  #read(content: CodedText, isLast: boolean): CsvRecord[] {
    const { text, codes } = content;
    const isPlain = !text.includes('"') && this.#delimiter < '\u0080';
    const end = isPlain ? endOfLines(codes, isLast) : this.#scanQuoted(text, isLast);
    this.#rest = text.slice(end);
    this.#restCodes = codes.slice(end);
    return isPlain ? this.#splitPlain(content, end) : this.#parseQuoted(text.slice(0, end));
  }

  /** Most tables have no quote at all; finding their cells is many times faster than parsing. */
  #splitPlain({ text, codes }: CodedText, end: number): CsvRecord[] {
    const records: CsvRecord[] = [];
    const separators = this.#findSeparators(codes, end);
    const batch = { text, codes, separators };
    let first = 0;
    for (let last = 1; last < separators.length; last++) {
      const at = separators[last] ?? 0;
      const code = at < end ? codes[at] : lineFeed;
      if (code !== lineFeed && code !== carriageReturn) continue;
      this.#keep(records, new CsvRecord(this.#line, batch, first, last - first));
      this.#line++;
      if (code === carriageReturn && separators[last + 1] === at + 1 && codes[at + 1] === lineFeed)
        last++;
      first = last;
    }
    return records;
  }

  /**
   * Where cells and lines end, after a first that is at -1. Each place is written down and most are
   * written over: a branch that nobody can predict would take longer.
   */
  #findSeparators(codes: Uint8Array, end: number): Int32Array {
    if (this.#places.length < end + 2) this.#places = new Int32Array(end + 2);
    const places = this.#places;
    const isSeparator = this.#isSeparator;
    places[0] = -1;
    let size = 1;
    for (let at = 0; at < end; at++) {
      places[size] = at;
      size += isSeparator[codes[at] ?? 0] ?? 0;
    }
    // The last line of a file may lack its end.
    const last = codes[end - 1];
    if (end > 0 && last !== lineFeed && last !== carriageReturn) places[size++] = end;
    return places.slice(0, size);
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
    const batch = batchOf(parsed.flat());
    let first = 0;
    for (const cells of parsed) {
      this.#keep(records, new CsvRecord(this.#line, batch, first, cells.length));
      first += cells.length;
      // Counted here, because the parser's own count takes a quoted CRLF for two lines.
      this.#line += 1 + cells.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
    }
    return records;
  }

  /** Keeps a record unless none of its cells has any text. */
  #keep(records: CsvRecord[], record: CsvRecord): void {
    for (let index = 0; index < record.width; index++) {
      const start = record.start(index);
      const end = record.end(index);
      // A plain character is text; only others have to be looked at.
      const isText =
        end > start && (isPlain(record.codes[start] ?? 0) || record.cell(index).trim() !== '');
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
function endOfLines(codes: Uint8Array, isLast: boolean): number {
  if (isLast) return codes.length;
  let end = codes.at(-1) === carriageReturn ? codes.length - 1 : codes.length;
  while (end > 0 && codes[end - 1] !== lineFeed && codes[end - 1] !== carriageReturn) end--;
  return end;
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
