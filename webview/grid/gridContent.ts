import type { ColumnChoice } from './gridColumns.ts';
import type { GridItem } from './gridKind.ts';

export interface GridEvents<Row extends GridItem, Column extends string> {
  /** A row was opened. */
  readonly onOpen: (row: Row) => void;
  /** Another row became active. */
  readonly onMove: (row: Row) => void;
  /** What was opened is to be closed. */
  readonly onClose: () => void;
  /** The grid was scrolled or another row became active. */
  readonly onView: (topRow: number, activeRow: number) => void;
  /** A header was chosen, in a grid that can be sorted. */
  readonly onSort?: (column: Column) => void;
  /** Columns were moved or resized. */
  readonly onColumns?: (choice: ColumnChoice<Column>) => void;
}

export interface GridContent<Row extends GridItem, Column extends string> {
  readonly total: number;
  readonly sort?: Sort<Column> | undefined;
  readonly fetch: FetchRows<Row>;
  /** The row at the top, and the active row. */
  readonly topRow: number;
  readonly activeRow: number;
}

export interface Sort<Column extends string> {
  readonly column: Column;
  readonly descending: boolean;
}

/** The rows from `start` on; fewer than `count` at the end. */
export type FetchRows<Row> = (
  start: number,
  count: number,
) => Promise<{ readonly rows: readonly Row[] }>;
