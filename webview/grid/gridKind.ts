/** What the grid itself needs of a row. */
export interface GridItem {
  readonly id: string;
}

export interface ColumnWidth {
  /**
   * Minimum width, and the width below which columns of higher rank are hidden; in units of the
   * font size.
   */
  readonly least: number;
  readonly comfortable: number;
  /** Where not even the minimum of all fits, and a row takes two lines; `under` the column before it. */
  readonly stacked?: number | 'under';
  /** Weight for distributing the remaining width. */
  readonly grow: number;
  /** Columns of rank 0 are always shown; others are added in this order while they fit. */
  readonly rank: number;
}

/** What a page's grid shows: its columns, and what they say of a row. */
export interface GridKind<Row extends GridItem, Column extends string> {
  /** All columns, in their default order. */
  readonly columns: readonly Column[];
  readonly widths: Readonly<Record<Column, ColumnWidth>>;
  readonly titles: Readonly<Record<Column, string>>;
  readonly hints: Readonly<Record<Column, string>>;
  readonly isSortable: boolean;
  readonly fill: (cell: HTMLElement, column: Column, row: Row) => void;
  /** A class of the row for style sheets, or nothing. */
  readonly classOf: (row: Row) => string;
  /** For VS Code's context menu, with our commands instead of Cut and Paste. */
  readonly contextOf?: (row: Row) => object;
}
