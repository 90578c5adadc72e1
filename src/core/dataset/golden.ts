import { valueOf } from '../reading/cell.ts';
import { isSaid } from '../reading/isSaid.ts';
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

/** In place of a golden that the name of its row, and so the question, already says. */
export const saidByName = Symbol('said by the name');

/**
 * The golden of a fact: its cell as it is written, but for space around it. Undefined where the cell
 * holds no value that could be one.
 */
export function goldenIn(row: Row, of: GoldenColumn): string | typeof saidByName | undefined {
  const value = valueOf(row, of.column);
  if (value === undefined || of.damaged?.has(row.line)) return undefined;
  if (hasStrayStar(of.meaning.statistic?.id ?? '', value) && !of.meaning.keepsDamaged)
    return undefined;
  if (isSaid(row.entity, value)) return saidByName;
  return of.grouped ? groupThousands(value) : value;
}
