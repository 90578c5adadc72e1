import { say } from '../common/sentence.ts';
import { amountOf, valueOf } from '../reading/cell.ts';
import type { Cells } from '../csv/csvRecord.ts';
import { normalizeHeader } from '../reading/knownStatistics.ts';
import type { Column } from '../reading/column.ts';
import { UserError } from '../common/userError.ts';

/** Rows of which a column holds one of these values, or a number in this range; both where both are given. */
export interface RowFilter {
  /** Header. */
  readonly column: string;
  readonly is?: string | readonly string[] | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export type RowTest = (row: Cells) => boolean;

/**
 * A test that all filters make together.
 *
 * @throws UserError when a filter names a column that the table lacks, or asks nothing of it.
 */
export function rowTestOf(
  filters: readonly RowFilter[],
  { name, columns }: { readonly name: string; readonly columns: readonly Column[] },
): RowTest {
  const tests = filters.map((filter): RowTest => {
    const column = columnNamed(filter.column, { name, columns });
    const { is, atLeast = -Infinity, atMost = Infinity } = filter;
    if (is === undefined && filter.atLeast === undefined && filter.atMost === undefined) {
      throw new UserError(
        say(
          'The filter of {0} in cricketLora.dataset.rows needs "is", "atLeast" or "atMost".',
          filter.column,
        ),
        'open settings',
      );
    }
    const wanted = is === undefined ? undefined : new Set(typeof is === 'string' ? [is] : is);
    const isRange = filter.atLeast !== undefined || filter.atMost !== undefined;
    return (row) => {
      const value = valueOf(row, column) ?? '';
      if (wanted !== undefined && !wanted.has(value)) return false;
      if (!isRange) return true;
      const amount = amountOf(value, column.mark);
      return amount >= atLeast && amount <= atMost;
    };
  });
  return tests.length === 0 ? () => true : (row) => tests.every((test) => test(row));
}

/** @throws UserError that lists the columns there are. */
export function columnNamed(
  header: string,
  { name, columns }: { readonly name: string; readonly columns: readonly Column[] },
): Column {
  const column = columns.find((one) => normalizeHeader(one.name) === normalizeHeader(header));
  if (column === undefined) {
    const list = columns.map((one) => one.name).join(', ');
    throw new UserError(
      say('{0} has no column “{1}”. Its columns: {2}.', name, header, list),
      'open settings',
    );
  }
  return column;
}
