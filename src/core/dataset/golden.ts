import { valueOf } from '../reading/cell.ts';
import { hasStrayStar } from '../reading/notOutStar.ts';
import type { Row } from '../table/table.ts';
import type { Askable } from './askableColumns.ts';
import { groupThousands } from './thousandsSeparators.ts';

/** A column that is asked about. */
export interface GoldenColumn extends Askable {
  /** Whether its numbers get commas between thousands. */
  readonly grouped: boolean;
  /** Lines of cells that are damaged. */
  readonly damaged: ReadonlySet<number> | undefined;
}

/**
 * The golden of a fact: its cell as it is written, but for space around it. Undefined where the cell
 * holds no value that could be one, or where the name of the row already says it.
 */
export function goldenIn(row: Row, of: GoldenColumn): string | undefined {
  const value = valueOf(row, of.column);
  if (value === undefined || of.damaged?.has(row.line)) return undefined;
  if (hasStrayStar(of.meaning.statistic?.id ?? '', value) && !of.meaning.keepsDamaged)
    return undefined;
  if (isSaid(row.entity, value)) return undefined;
  return of.grouped ? groupThousands(value) : value;
}

/** Whether a name holds a value as words of its own; figures of three digits happen to be in names. */
function isSaid(entity: string, value: string): boolean {
  if (value.length < 2 || value.length > entity.length || !entity.includes(value)) return false;
  if (value.length < 4 && !/\p{L}/u.test(value)) return false;
  const at = entity.indexOf(value);
  const isWordAt = (index: number): boolean => /[\p{L}\p{N}]/u.test(entity[index] ?? ' ');
  return !isWordAt(at - 1) && !isWordAt(at + value.length);
}
