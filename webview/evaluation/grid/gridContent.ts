import type { Query, SortColumn } from '../../../src/core/evaluation/query.ts';
import type { GridRow, RowsAnswer } from '../../../src/core/pages/evaluationMessages.ts';
import type { ColumnChoice } from './gridColumns.ts';

export interface GridEvents {
  /** A row was opened. */
  readonly onOpen: (row: GridRow) => void;
  /** Another row became active. */
  readonly onMove: (row: GridRow) => void;
  /** What was opened is to be closed. */
  readonly onClose: () => void;
  readonly onSort: (column: SortColumn) => void;
  /** The grid was scrolled or another row became active. */
  readonly onView: (topRow: number, activeRow: number) => void;
  /** Columns were moved or resized. */
  readonly onColumns: (choice: ColumnChoice) => void;
}

export interface GridContent {
  readonly total: number;
  readonly sort: Query['sort'];
  readonly fetch: (start: number, count: number) => Promise<RowsAnswer>;
  /** The row at the top, and the active row. */
  readonly topRow: number;
  readonly activeRow: number;
}
