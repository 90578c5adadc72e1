import type { Askable } from './askableColumns.ts';
import type { ColumnReading } from '../table/columnProfile.ts';

/** Whole numbers with commas between thousands, `12,345` and `1,234*`; anything else as it is. */
export const groupThousands = (value: string): string =>
  /^[1-9]\d{3,}[*+]?$/.test(value) ? value.replace(/\d(?=(?:\d{3})+(?!\d))/g, '$&,') : value;

/** Headers of numbers that count nothing. */
const codes = /\b(?:code|zip|pin|phone|telephone|fax)\b/i;

/** Whether a column's numbers are amounts: years and codes are not. */
export function isGrouped(
  { column, meaning }: Askable,
  readings: readonly ColumnReading[],
): boolean {
  if (meaning.statistic !== undefined) return meaning.statistic.id !== 'span';
  const reading = readings.find((one) => one.column === column);
  if (reading === undefined || !['count', 'score', 'bound'].includes(reading.kind)) return false;
  if (codes.test(column.name) || reading.examples.some((example) => /^0\d/.test(example)))
    return false;
  return !reading.examples.every((example) => /^(?:1[6-9]|20)\d\d$/.test(example));
}
