import type { ExportFormat, GridRow } from './evaluationMessages.ts';
import type { SortColumn } from '../evaluation/query.ts';

/** Ending of a file's name, without the dot. */
export const fileEndings: Readonly<Record<ExportFormat, string>> = {
  CSV: 'csv',
  JSONL: 'jsonl',
  Markdown: 'md',
};

/** Most rows that a clipboard takes: of more, everything that looks at it would suffer. */
export const mostCopied = 100_000;

/** Rows as a file or a clipboard has them, in pieces: the columns in this order, the rows in theirs. */
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

/** Characters that are handed on together. */
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
 * A spreadsheet would run a text that begins with one of `= + - @` as a formula: it gets an apostrophe,
 * which spreadsheets read as "text". Numbers, also negative ones, stay as they are.
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
  // Outputs as code, so that nothing in them is Markdown; a pipe would end the cell even there.
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
