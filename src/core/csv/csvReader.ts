import { say, type Sentence } from '../common/sentence.ts';
import { parse } from 'csv-parse/sync';
import { UserError } from '../common/userError.ts';
import { CsvRecord } from './csvRecord.ts';
import {
  endOfLines,
  findQuotedCells,
  hasMaskedCell,
  maskQuotedCells,
  unmaskCell,
} from './quotedCells.ts';

export interface CsvOptions {
  /** What messages call the file. */
  readonly name: string;
  /** One character; a comma when absent. */
  readonly delimiter?: string | undefined;
}

/**
 * Characters that one record may take. A quote that is never closed makes a record of all that
 * follows: better stopped early than read to the end of a gigabyte.
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
   *   the line on which it opened: what comes after such a quote cannot be told apart from its content.
   */
  push(text: string): CsvRecord[] {
    const from = this.#begun || !text.startsWith('\uFEFF') ? 0 : 1;
    this.#begun ||= text !== '';
    return this.#read(this.#rest + text.slice(from), false);
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
    if (!text.includes('"')) {
      const end = isLast ? text.length : endOfLines(text);
      this.#rest = text.slice(end);
      return this.#split(text.slice(0, end));
    }
    const { end, hasStrayQuote, open, broken } = findQuotedCells(text, this.#delimiter, isLast);
    if (open !== undefined) this.#refuseOpen(text, open, isLast);
    if (broken !== undefined) {
      throw this.#fault(
        say(
          'the quoted cell that opens on line {0} goes on after its closing quote on line {1}. Double quotes that are part of a cell.',
          this.#lineAt(text, broken.open),
          this.#lineAt(text, broken.at),
        ),
      );
    }
    this.#rest = text.slice(end);
    const whole = text.slice(0, end);
    const masked = hasStrayQuote ? undefined : maskQuotedCells(whole, this.#delimiter);
    return masked === undefined ? this.#parse(whole) : this.#split(masked, true);
  }

  /** Lines by cutting, which takes a fifth of a parser's time; their cells are cut when wanted. */
  #split(text: string, hasMask = false): CsvRecord[] {
    if (text === '') return [];
    const delimiter = this.#delimiter;
    const records: CsvRecord[] = [];
    for (const line of linesOf(text)) {
      if (hasMask && hasMaskedCell(line)) {
        const cells = line.split(delimiter).map((cell) => unmaskCell(cell, delimiter));
        this.#add(records, cells, true);
      } else {
        if (isFilled(line, delimiter)) {
          records.push(CsvRecord.ofLine(this.#line, line, delimiter));
        }
        this.#line++;
      }
    }
    return records;
  }

  /** Quotes inside unquoted cells (`6' 2"`) harm nothing; `findQuotedCells` has checked the others. */
  #parse(text: string): CsvRecord[] {
    const records: CsvRecord[] = [];
    const parsed = parse(text, {
      delimiter: this.#delimiter,
      // Empty lines are kept as records of one empty cell, so that lines can be counted.
      relax_column_count: true,
      relax_quotes: true,
      // Not discovered from the first line: a file of mixed endings would leave `\r` in its cells.
      record_delimiter: ['\r\n', '\n', '\r'],
    });
    for (const cells of parsed) this.#add(records, cells, true);
    return records;
  }

  /**
   * Keeps a record unless none of its cells has any text.
   *
   * @param mayBreak Whether its cells may hold line breaks. They are counted here, because the
   *   parser's own count takes a quoted CRLF for two lines.
   */
  #add(records: CsvRecord[], cells: readonly string[], mayBreak: boolean): void {
    if (cells.some((cell) => cell !== '' && cell.trim() !== '')) {
      records.push(CsvRecord.ofCells(this.#line, cells));
    }
    this.#line++;
    if (mayBreak) for (const cell of cells) this.#line += countLineBreaks(cell);
  }

  #refuseOpen(text: string, open: number, isLast: boolean): void {
    const line = this.#lineAt(text, open);
    if (isLast) {
      throw this.#fault(
        say(
          'the quote that opens a cell on line {0} is never closed. Close it, or double it if it is part of the cell.',
          line,
        ),
      );
    }
    if (text.length - open > longestRecord) {
      throw this.#fault(
        say(
          'the quote that opens a cell on line {0} is not closed within 16 million characters. Close it, or double it if it is part of the cell.',
          line,
        ),
      );
    }
  }

  #lineAt(text: string, index: number): number {
    return this.#line + countLineBreaks(text.slice(0, index));
  }

  #fault(what: Sentence): UserError {
    return new UserError(say('{0}: {1}', this.#name, what));
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

/** What follows the last line's end is no line. */
function linesOf(text: string): string[] {
  const joined = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const lines = joined.includes('\r') ? text.split(/\r\n|\r|\n/) : joined.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Whether a line has any text between its delimiters. */
function isFilled(line: string, delimiter: string): boolean {
  const first = line.charCodeAt(0);
  const isPlain = (first > 47 && first < 58) || (first > 64 && first < 91);
  return isPlain || line.split(delimiter).some((cell) => cell.trim() !== '');
}

const countLineBreaks = (text: string): number =>
  /[\r\n]/.test(text) ? (text.match(/\r\n|\r|\n/g)?.length ?? 0) : 0;
