import { valueOf } from '../table/cell.ts';
import { hasStrayStar } from '../table/notOutStar.ts';
import type { Row } from '../table/table.ts';
import type { Askable } from './askableColumns.ts';
import { groupThousands } from './thousandsSeparators.ts';

/** A column that is asked about, and whether its numbers get commas between thousands. */
export interface GoldenColumn extends Askable {
  readonly grouped: boolean;
}

/**
 * The golden of a fact: its cell as it is written, but for space around it. Undefined where the cell
 * holds no value that could be one.
 */
export function goldenIn(row: Row, { id, column, grouped }: GoldenColumn): string | undefined {
  const value = valueOf(row, column);
  if (value === undefined || hasStrayStar(id, value)) return undefined;
  return grouped ? groupThousands(value) : value;
}
