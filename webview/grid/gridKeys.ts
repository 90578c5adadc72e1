/** A cell of the grid; row -1 is the header. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Rows per page for PageUp and PageDown. */
  readonly page: number;
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The cell that a key moves to, per the ARIA grid pattern; undefined if it does not move. */
export function moveBy(pressed: Key, from: Place, size: Size): Place | undefined {
  if (pressed.altKey) return undefined;
  const toEnd = pressed.ctrlKey || pressed.metaKey;
  const { row, column } = from;
  const lastRow = size.rows - 1;
  const at = (toRow: number, toColumn: number): Place => ({
    row: Math.max(-1, Math.min(lastRow, toRow)),
    column: Math.max(0, Math.min(size.columns - 1, toColumn)),
  });
  switch (pressed.key) {
    case 'ArrowUp':
      return at(toEnd ? 0 : row - 1, column);
    case 'ArrowDown':
      return at(toEnd ? lastRow : row + 1, column);
    case 'ArrowLeft':
      return at(row, toEnd ? 0 : column - 1);
    case 'ArrowRight':
      return at(row, toEnd ? size.columns - 1 : column + 1);
    case 'PageUp':
      return at(Math.max(0, row - size.page), column);
    case 'PageDown':
      return at(row + size.page, column);
    case 'Home':
      return toEnd ? at(0, 0) : at(row, 0);
    case 'End':
      return toEnd ? at(lastRow, size.columns - 1) : at(row, size.columns - 1);
    default:
      return undefined;
  }
}

/** The change that Alt+arrow makes to the column of the active header. */
export function columnChangeBy({
  key,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, 'key' | 'altKey' | 'shiftKey'>):
  { kind: 'move' | 'resize'; by: -1 | 1 } | undefined {
  if (!altKey || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return undefined;
  return { kind: shiftKey ? 'move' : 'resize', by: key === 'ArrowLeft' ? -1 : 1 };
}
