import { say, type Sentence } from '../common/sentence.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { countedText } from '../common/counted.ts';

/** Why a record is no row: it has not as many cells as the header. */
export function raggedness(record: CsvRecord, width: number): Sentence | undefined {
  if (record.width === width) return undefined;
  // A comma at the end of each row is common and takes nothing away.
  const isWhole =
    record.width > width && record.cells.slice(width).every((cell) => cell.trim() === '');
  if (isWhole) return undefined;
  const count = countedText(record.width, 'cell');
  return say('the row has {0}, the header {1}: the row is left out', count, width);
}
