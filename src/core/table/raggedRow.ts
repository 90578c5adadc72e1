import type { CsvRecord } from '../csv/csvRecord.ts';
import { pluralize } from '../common/formatNumbers.ts';

/** Why a record is no row: it has not as many cells as the header. */
export function raggedness(record: CsvRecord, width: number): string | undefined {
  if (record.width === width) return undefined;
  // A comma at the end of each row is common and takes nothing away.
  const isWhole =
    record.width > width && record.cells.slice(width).every((cell) => cell.trim() === '');
  if (isWhole) return undefined;
  const count = pluralize(record.width, 'cell');
  return `the row has ${count}, the header ${width}: the row is left out`;
}
