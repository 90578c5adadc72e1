import type { CsvRecord } from '../csv/csvRecord.ts';
import { unitOf } from './headerWords.ts';
import { rankOfName } from './nameHeaders.ts';
import { knownStatistics, normalizeHeader } from './knownStatistics.ts';

export interface HeaderPlace {
  /** Which of the records is the header. */
  readonly at: number;
  /** Units by column, where the record below the header holds them. */
  readonly units?: readonly string[];
  /** 1-based line. */
  readonly line: number;
}

/** Records among which the header is looked for. */
export const recordsOfTitles = 40;

/**
 * The header: the first record as full as the rows below it are. Titles above it are lines of one cell
 * or two. Undefined where there are no records.
 *
 * @param wanted Its line, where a person has named it.
 */
export function findHeader(
  records: readonly CsvRecord[],
  wanted?: number,
): HeaderPlace | undefined {
  const first = records.slice(0, recordsOfTitles);
  const usual = median(records.slice(-Math.max(1, records.length - 5)).map(fullness));
  const isFull = (record: CsvRecord): boolean =>
    fullness(record) >= 2 && fullness(record) >= usual * 0.6;
  const found =
    wanted === undefined
      ? first.findIndex((record, at) => isFull(record) && !isTitle(record, first[at + 1]))
      : records.findIndex(({ line }) => line >= wanted);
  const at = found === -1 ? 0 : found;
  const header = records[at];
  if (header === undefined) return undefined;
  const units = unitsIn(records[at + 1]?.cells, header.width);
  return { at, line: header.line, ...(units && { units }) };
}

/** How many of its cells hold text. */
const fullness = (record: CsvRecord): number =>
  record.cells.reduce((sum, cell) => sum + Number(cell.trim() !== ''), 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Whether a line of few cells says something about the table: `Source, X`, above a wider one. */
const isTitle = (record: CsvRecord, next: CsvRecord | undefined): boolean =>
  next !== undefined && fullness(next) > fullness(record) * 1.5 && fullness(record) < 4;

/** `(name),(m),(mm)` below the header: every filled cell is a unit or in brackets. */
export function unitsIn(
  below: readonly string[] | undefined,
  width: number,
): readonly string[] | undefined {
  if (below?.length !== width) return undefined;
  const cells = below.map((cell) => cell.trim());
  const filled = cells.filter((cell) => cell !== '');
  const isUnit = (cell: string): boolean =>
    /^[([].*[)\]]$/.test(cell) || unitOf(cell) !== undefined;
  if (filled.length * 2 <= cells.length || !filled.every(isUnit)) return undefined;
  return cells.map((cell) => cell.replace(/^[([]|[)\]]$/g, ''));
}

/** Whether the first line of a table reads like one of its rows: it holds figures, and nothing we know. */
export function isLikeRow(header: CsvRecord): boolean {
  const names = header.cells.map((cell) => cell.trim());
  const knows = names.some(
    (name) =>
      rankOfName(name) !== undefined ||
      knownStatistics.some(({ headers, shared = [] }) =>
        [...headers, ...shared].includes(normalizeHeader(name)),
      ),
  );
  return names.some((name) => figure.test(name)) && !knows;
}

const figure = /^\d[\d,]*(\.\d+)?\*?$/;
