import { elementWith } from '../common/element.ts';
import type { Place } from './gridKeys.ts';
import type { GridItem, GridKind } from './gridKind.ts';

/** The rows in the DOM, by index. */
export class GridRows<Row extends GridItem, Column extends string> {
  readonly element = elementWith('div', { role: 'rowgroup', class: 'body' });
  readonly #drawn = new Map<number, HTMLElement>();
  readonly #kind: GridKind<Row, Column>;
  #columns: readonly Column[] = [];

  constructor(kind: GridKind<Row, Column>) {
    this.#kind = kind;
  }

  get(index: number): HTMLElement | undefined {
    return this.#drawn.get(index);
  }

  /** Removes all rows and sets the columns of new ones. */
  reset(shown: readonly Column[]): void {
    this.#columns = shown;
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
  }

  /** Refills every row when it is drawn next. */
  refill(): void {
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
    for (const [at, cell] of [...element.children].entries())
      cell.setAttribute('tabindex', index === active.row && at === active.column ? '0' : '-1');
    if (row !== undefined && element.dataset.item !== row.id) this.#fill(element, row);
  }

  #add(index: number): HTMLElement {
    const row = elementWith('div', { role: 'row', class: 'row', 'aria-busy': 'true' });
    row.setAttribute('aria-rowindex', String(index + 2));
    row.append(
      ...this.#columns.map((column) =>
        elementWith('div', {
          role: 'gridcell',
          class: `cell ${column}`,
          'aria-colindex': String(this.#kind.columns.indexOf(column) + 1),
          tabindex: '-1',
        }),
      ),
    );
    this.#drawn.set(index, row);
    // Keep the DOM order equal to the row order for assistive technology.
    const next = [...this.#drawn.keys()].filter((other) => other > index);
    const before = next.length === 0 ? undefined : this.#drawn.get(Math.min(...next));
    this.element.insertBefore(row, before ?? null);
    return row;
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
      if (cell instanceof HTMLElement) fill(cell, column, row);
    });
  }
}
