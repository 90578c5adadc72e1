/** Rows that are drawn above and below those that are seen. */
const around = 6;

export interface RowsInView {
  /** Pixels of rows above the view, and of the view itself. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
  /** The active row stays in the DOM while it is out of view, or the focus would be lost; -1 for the header. */
  readonly active: number;
}

/**
 * Indices of the rows to be drawn, ascending. All rows are of one height: a list of their places would be made
 * anew with every change of that height, a million of them.
 */
export function rowsToDraw({ top, height, rowHeight, total, active }: RowsInView): number[] {
  if (height <= 0 || total === 0) return [];
  const last = Math.min(total - 1, Math.floor((top + height) / rowHeight) + around);
  const first = Math.max(0, Math.min(last, Math.floor(top / rowHeight) - around));
  const rows = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (active < 0 || active >= total || (active >= first && active <= last)) return rows;
  return active < first ? [active, ...rows] : [...rows, active];
}
