import { parse } from 'csv-parse/sync';
import { UserError } from './userError.ts';

/** One record of a CSV, cells exactly as written (quotes and their escapes resolved). */
export interface CsvRecord {
  /** 1-based line of the file on which the record begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads comma-separated text: any line ending, even mixed; a byte order mark is dropped; records
 * without any text are dropped. Nothing else is: records may be ragged.
 *
 * @param name What messages call the file.
 * @throws UserError for a quoted cell that is never closed, or is followed by text, naming the line
 *   on which it opened: whatever comes after such a quote cannot be told apart from its content.
 */
export function parseCsv(text: string, name: string): CsvRecord[] {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const records: CsvRecord[] = [];
  let line = 1;
  for (const cells of readCells(content, name)) {
    if (cells.some((cell) => cell.trim() !== '')) {
      records.push({ line, cells });
    }
    // Counted here, because the parser's own count takes a quoted CRLF for two lines.
    line += 1 + cells.reduce((breaks, cell) => breaks + countLineBreaks(cell), 0);
  }
  return records;
}

const options = {
  // Empty lines are kept as records of one empty cell, so that lines can be counted.
  relax_column_count: true,
  // Not discovered from the first line: a file of mixed endings would leave `\r` in its cells.
  record_delimiter: ['\r\n', '\n', '\r'],
};

function readCells(content: string, name: string): string[][] {
  try {
    return parse(content, options);
  } catch (error) {
    const fault = findQuoteFault(content);
    if (fault !== undefined) {
      throw new UserError(`${name}: ${describeFault(fault)}`);
    }
    if (!isStrayQuote(error)) {
      throw error;
    }
    // Quotes inside unquoted cells (6' 2") harm nobody and stay as they are written.
    return parse(content, { ...options, relax_quotes: true });
  }
}

const isStrayQuote = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'INVALID_OPENING_QUOTE';

interface QuoteFault {
  /** 1-based line on which the quoted cell opens. */
  readonly opened: number;
  /** 1-based line of a quote that neither closes the cell nor is doubled; absent when none closes it. */
  readonly followed?: number;
}

function describeFault({ opened, followed }: QuoteFault): string {
  return followed === undefined
    ? `the quote that opens a cell on line ${opened} is never closed. Close it, or double it if it is part of the cell.`
    : `the quoted cell that opens on line ${opened} goes on after its closing quote on line ${followed}. Double quotes that are part of a cell.`;
}

function findQuoteFault(content: string): QuoteFault | undefined {
  const cellStart = /(?<=^|[,\r\n])"/g;
  let match: RegExpExecArray | null;
  while ((match = cellStart.exec(content)) !== null) {
    const close = findClosingQuote(content, match.index + 1);
    if (close === -1) {
      return { opened: lineAt(content, match.index) };
    }
    if (!/^[,\r\n]?$/.test(content.charAt(close + 1))) {
      return { opened: lineAt(content, match.index), followed: lineAt(content, close) };
    }
    cellStart.lastIndex = close + 1;
  }
  return undefined;
}

/** Index of the first quote from `start` that is not doubled, or -1. */
function findClosingQuote(content: string, start: number): number {
  let quote = content.indexOf('"', start);
  while (quote !== -1 && content.charAt(quote + 1) === '"') {
    quote = content.indexOf('"', quote + 2);
  }
  return quote;
}

const lineAt = (content: string, index: number): number =>
  1 + countLineBreaks(content.slice(0, index));

const countLineBreaks = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;
