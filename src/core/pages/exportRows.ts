import type { ExportFormat, GridRow } from './evaluationMessages.ts';
import type { SortColumn } from '../evaluation/query.ts';

/** File extensions without the dot. */
export const fileEndings: Readonly<Record<ExportFormat, string>> = {
  CSV: 'csv',
  JSONL: 'jsonl',
  Markdown: 'md',
};

/** Maximum number of rows for the clipboard; more would slow down everything that reads it. */
export const mostCopied = 100_000;

/** Formats rows for a file or the clipboard, in chunks. */
export function* exportRows(
  rows: Iterable<GridRow>,
  columns: readonly SortColumn[],
  format: ExportFormat,
): Generator<string> {
  let piece = (format === 'JSONL' ? [] : headOf(columns, format)).map(ended).join('');
  for (const row of rows) {
    piece += ended(lineOf(row, columns, format));
    if (piece.length < longestPiece) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Characters per chunk. */
const longestPiece = 1 << 18;
const ended = (line: string): string => `${line}\n`;

function headOf(columns: readonly SortColumn[], format: 'CSV' | 'Markdown'): string[] {
  return format === 'CSV'
    ? [columns.join(',')]
    : [inPipes(columns), inPipes(columns.map(() => '---'))];
}

function lineOf(row: GridRow, columns: readonly SortColumn[], format: ExportFormat): string {
  switch (format) {
    case 'JSONL': {
      const values = columns.map((column) => [column, valueOf(row, column)]);
      return JSON.stringify({ id: row.id, ...Object.fromEntries(values) });
    }
    case 'CSV':
      return columns.map((column) => csvCell(valueOf(row, column))).join(',');
    case 'Markdown':
      return inPipes(columns.map((column) => markdownCell(column, valueOf(row, column))));
  }
}

type Value = string | number | boolean | null;

function valueOf(row: GridRow, column: SortColumn): Value {
  return column === 'recall' ? row.verdict === 'exact' : (row[column] ?? null);
}

/**
 * Spreadsheets would run text that starts with `= + - @` as a formula: an apostrophe marks it as
 * text. Numbers, including negative ones, are unchanged.
 */
function csvCell(value: Value): string {
  const text = value === null ? '' : String(value);
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdownCell(column: SortColumn, value: Value): string {
  if (typeof value === 'boolean') return value ? '✅' : '❌';
  const text = String(value ?? '');
  // Outputs are code spans, so that nothing in them is Markdown; a pipe would end the cell even
  // there.
  const plain = text.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  const isSaid = column === 'output' || column === 'golden' || column === 'before';
  return isSaid && plain !== '' ? inBackticks(plain) : plain.replace(/[<>*_`[\]]/g, '\\$&');
}

function inBackticks(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

const inPipes = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
