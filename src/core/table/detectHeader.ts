import type { CsvRecord } from '../csv/csvRecord.ts';
import { isEntityHeader } from './entityColumn.ts';
import { knownColumns } from './columns.ts';
import { disciplineOf } from './knownStatistics.ts';

/** Whether a record reads like a header: it names the players' column and a statistic that we know. */
export function isLikeHeader(record: CsvRecord): boolean {
  const names = record.cells.map((cell) => cell.trim());
  return names.some(isEntityHeader) && knows(names);
}

/** Whether the first line of a table reads like one of its rows: it holds figures, and nothing we know. */
export function isLikeRow(header: CsvRecord): boolean {
  const names = header.cells.map((cell) => cell.trim());
  return names.some((name) => figure.test(name)) && !names.some(isEntityHeader) && !knows(names);
}

const figure = /^\d[\d,]*(\.\d+)?\*?$/;

const knows = (names: readonly string[]): boolean =>
  knownColumns(
    names.map((name, index) => ({ name, index })),
    disciplineOf(names),
  ).size > 0;
