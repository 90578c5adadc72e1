import { elementWith } from '../common/element.ts';
import type { Place } from './gridKeys.ts';
import type { GridItem, GridKind } from './gridKind.ts';

/** The rows in the DOM, by index. */
export class GridRows<Row extends GridItem, Column extends string> {
  readonly element = elementWith('div', { role: 'rowgroup', class: 'body' });
  readonly #drawn = new Map<number, HTMLElement>();
  readonly #kind: GridKind<Row, Column>;
  #columns: readonly Column[] = [];
  /** What each cell shows, by the row's id. */
  #filled = new WeakMap<Element, string>();

  constructor(kind: GridKind<Row, Column>) {
    this.#kind = kind;
  }

  get(index: number): HTMLElement | undefined {
    return this.#drawn.get(index);
  }

  /** Sets the columns. Cells that stay in their order are kept: making all anew takes longer than a frame. */
  showColumns(shown: readonly Column[]): void {
    const kept = this.#columns.filter((column) => shown.includes(column));
    const isSameOrder = kept.join() === shown.filter((one) => kept.includes(one)).join();
    for (const row of this.#drawn.values()) {
      if (!isSameOrder) row.replaceChildren();
      const cells = [...row.children];
      this.#columns.forEach((column, at) => {
        if (!shown.includes(column)) cells[at]?.remove();
      });
      shown.forEach((column, at) => {
        if (isSameOrder && kept.includes(column)) return;
        row.insertBefore(this.#cell(column), row.children[at] ?? null);
      });
      delete row.dataset.item;
    }
    this.#columns = shown;
  }

  /** Refills every row when it is drawn next. */
  refill(): void {
    this.#filled = new WeakMap();
    for (const row of this.#drawn.values()) delete row.dataset.item;
  }

  keepOnly(wanted: ReadonlySet<number>): void {
    for (const [index, row] of this.#drawn) {
      if (wanted.has(index)) continue;
      row.remove();
      this.#drawn.delete(index);
    }
  }

  /** @param row undefined while it is being fetched */
  draw(
    index: number,
    { top, row, active }: { top: number; row: Row | undefined; active: Place },
  ): void {
    const element = this.#drawn.get(index) ?? this.#add(index);
    element.style.transform = `translateY(${top}px)`;
    element.classList.toggle('active', index === active.row);
    for (const [at, cell] of [...element.children].entries()) {
      const tabIndex = index === active.row && at === active.column ? 0 : -1;
      if (cell instanceof HTMLElement && cell.tabIndex !== tabIndex) cell.tabIndex = tabIndex;
    }
    if (row !== undefined && element.dataset.item !== row.id) this.#fill(element, row);
  }

  #add(index: number): HTMLElement {
    const row = elementWith('div', { role: 'row', class: 'row', 'aria-busy': 'true' });
    row.setAttribute('aria-rowindex', String(index + 2));
    row.append(...this.#columns.map((column) => this.#cell(column)));
    this.#drawn.set(index, row);
    // Keep the DOM order equal to the row order for assistive technology.
    const next = [...this.#drawn.keys()].filter((other) => other > index);
    const before = next.length === 0 ? undefined : this.#drawn.get(Math.min(...next));
    this.element.insertBefore(row, before ?? null);
    return row;
  }

  #cell(column: Column): HTMLElement {
    return elementWith('div', {
      role: 'gridcell',
      class: `cell ${column}`,
      'aria-colindex': String(this.#kind.columns.indexOf(column) + 1),
      tabindex: '-1',
    });
  }

  #fill(element: HTMLElement, row: Row): void {
    const { classOf, contextOf, fill } = this.#kind;
    element.dataset.item = row.id;
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
