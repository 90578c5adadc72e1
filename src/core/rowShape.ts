import type { CsvRecord } from './csv.ts';

/** Why a record is no row: it has not as many cells as the header. */
export function raggedness({ cells }: CsvRecord, width: number): string | undefined {
  // A comma at the end of each row is common and takes nothing away.
  const isWhole =
    cells.length === width ||
    (cells.length > width && cells.slice(width).every((cell) => cell.trim() === ''));
  if (isWhole) return undefined;
  const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
  return `the row has ${count}, the header ${width}: the row is left out`;
}
