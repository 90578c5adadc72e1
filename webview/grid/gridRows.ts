import { elementWith } from '../common/element.ts';
import type { Place } from './gridKeys.ts';
import type { GridItem, GridKind } from './gridKind.ts';

interface DrawnRow {
  readonly element: HTMLElement;
  /** Pixels from the top of the body. */
  top?: number;
  /** The id of the row that it shows; undefined while it is to be filled. */
  item?: string | undefined;
}

/** The rows in the DOM, by index. What is as it is to be is left alone: every write costs a frame's time. */
export class GridRows<Row extends GridItem, Column extends string> {
  readonly element = elementWith('div', { role: 'rowgroup', class: 'body' });
  readonly #drawn = new Map<number, DrawnRow>();
  readonly #kind: GridKind<Row, Column>;
  #columns: readonly Column[] = [];
  #height = -1;
  #tracks = '';
  #activeRow: Element | undefined;
  /** The one cell that is in the tab order. */
  #activeCell: HTMLElement | undefined;
  /** What each cell shows, by the row's id. */
  #filled = new WeakMap<Element, string>();

  constructor(kind: GridKind<Row, Column>) {
    this.#kind = kind;
  }

  get(index: number): HTMLElement | undefined {
    return this.#drawn.get(index)?.element;
  }

  /** Sets the columns. Cells that stay in their order are kept: making all anew takes longer than a frame. */
  showColumns(shown: readonly Column[]): void {
    const kept = this.#columns.filter((column) => shown.includes(column));
    const isSameOrder = kept.join() === shown.filter((one) => kept.includes(one)).join();
    for (const drawn of this.#drawn.values()) {
      const row = drawn.element;
      if (!isSameOrder) row.replaceChildren();
      const cells = [...row.children];
      this.#columns.forEach((column, at) => {
        if (!shown.includes(column)) cells[at]?.remove();
      });
      shown.forEach((column, at) => {
        if (isSameOrder && kept.includes(column)) return;
        row.insertBefore(this.#cell(column), row.children[at] ?? null);
      });
      drawn.item = undefined;
    }
    this.#columns = shown;
  }

  /**
   * Sets the width in pixels, and the columns' within it. On each row: a custom property of the grid would have
   * the style of every cell found anew.
   */
  setTracks(width: number, tracks: string): void {
    this.element.style.width = `${width}px`;
    if (tracks === this.#tracks) return;
    this.#tracks = tracks;
    for (const { element } of this.#drawn.values()) element.style.gridTemplateColumns = tracks;
  }

  /** Refills every row when it is drawn next. */
  refill(): void {
    this.#filled = new WeakMap();
    for (const drawn of this.#drawn.values()) drawn.item = undefined;
  }

  keepOnly(wanted: ReadonlySet<number>): void {
    for (const [index, { element }] of this.#drawn) {
      if (wanted.has(index)) continue;
      element.remove();
      this.#drawn.delete(index);
    }
  }

  /** In pixels. */
  setHeight(height: number): void {
    if (height === this.#height) return;
    this.#height = height;
    this.element.style.height = `${height}px`;
  }

  /** @param row undefined while it is being fetched */
  draw(index: number, { top, row }: { top: number; row: Row | undefined }): void {
    const drawn = this.#drawn.get(index) ?? this.#add(index);
    if (drawn.top !== top) {
      drawn.top = top;
      drawn.element.style.transform = `translateY(${top}px)`;
    }
    if (row !== undefined && drawn.item !== row.id) this.#fill(drawn, row);
  }

  /** Marks the active row, and has its cell, alone, in the tab order. */
  setActive({ row: index, column }: Place): void {
    const row = this.get(index);
    if (row !== this.#activeRow) this.#activeRow?.classList.remove('active');
    row?.classList.add('active');
    this.#activeRow = row;
    const cell = row?.children[column];
    if (cell === this.#activeCell) return;
    if (this.#activeCell !== undefined) this.#activeCell.tabIndex = -1;
    this.#activeCell = cell instanceof HTMLElement ? cell : undefined;
    if (this.#activeCell !== undefined) this.#activeCell.tabIndex = 0;
  }

  #add(index: number): DrawnRow {
    const row = elementWith('div', { role: 'row', class: 'row', 'aria-busy': 'true' });
    row.setAttribute('aria-rowindex', String(index + 2));
    row.style.gridTemplateColumns = this.#tracks;
    row.append(...this.#columns.map((column) => this.#cell(column)));
    // Keep the DOM order equal to the row order for assistive technology.
    const next = [...this.#drawn.keys()].filter((other) => other > index);
    const before = next.length === 0 ? undefined : this.get(Math.min(...next));
    this.element.insertBefore(row, before ?? null);
    const drawn: DrawnRow = { element: row };
    this.#drawn.set(index, drawn);
    return drawn;
  }

  #cell(column: Column): HTMLElement {
    return elementWith('div', {
      role: 'gridcell',
      class: `cell ${column}`,
      'aria-colindex': String(this.#kind.columns.indexOf(column) + 1),
      tabindex: '-1',
    });
  }

  #fill(drawn: DrawnRow, row: Row): void {
    const { element } = drawn;
    const { classOf, contextOf, fill } = this.#kind;
    drawn.item = row.id;
    element.removeAttribute('aria-busy');
    element.className = `row ${classOf(row)}`;
    if (contextOf !== undefined)
      element.dataset.vscodeContext = JSON.stringify({
        ...contextOf(row),
        preventDefaultContextMenuItems: true,
      });
    this.#columns.forEach((column, at) => {
      const cell = element.children[at];
      if (!(cell instanceof HTMLElement) || this.#filled.get(cell) === row.id) return;
      fill(cell, column, row);
      this.#filled.set(cell, row.id);
    });
  }
}
