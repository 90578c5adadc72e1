import { sortColumns, type SortColumn } from '../../../src/core/evaluation/query.ts';
import type { GridRow } from '../../../src/core/pages/evaluationMessages.ts';
import { elementWith } from '../../common/element.ts';
import { fillCell } from './gridCell.ts';
import type { Place } from './gridKeys.ts';

/** The rows in the DOM, by index. */
export class GridRows {
  readonly element = elementWith('div', { role: 'rowgroup', class: 'body' });
  readonly #drawn = new Map<number, HTMLElement>();
  #columns: readonly SortColumn[] = [];

  get(index: number): HTMLElement | undefined {
    return this.#drawn.get(index);
  }

  /** Removes all rows and sets the columns of new ones. */
  reset(shown: readonly SortColumn[]): void {
    this.#columns = shown;
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
  }

  /** Refills every row when it is drawn next. */
  refill(): void {
    for (const row of this.#drawn.values()) delete row.dataset.question;
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
    { top, row, active }: { top: number; row: GridRow | undefined; active: Place },
  ): void {
    const element = this.#drawn.get(index) ?? this.#add(index);
    element.style.transform = `translateY(${top}px)`;
    element.classList.toggle('active', index === active.row);
    for (const [at, cell] of [...element.children].entries())
      cell.setAttribute('tabindex', index === active.row && at === active.column ? '0' : '-1');
    if (row !== undefined && element.dataset.question !== row.id) this.#fill(element, row);
  }

  #add(index: number): HTMLElement {
    const row = elementWith('div', { role: 'row', class: 'row', 'aria-busy': 'true' });
    row.setAttribute('aria-rowindex', String(index + 2));
    row.append(
      ...this.#columns.map((column) =>
        elementWith('div', {
          role: 'gridcell',
          class: `cell ${column}`,
          'aria-colindex': String(sortColumns.indexOf(column) + 1),
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

  #fill(element: HTMLElement, row: GridRow): void {
    element.dataset.question = row.id;
    element.removeAttribute('aria-busy');
    // For VS Code's context menu, with our commands instead of Cut and Paste.
    element.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'row',
      question: row.id,
      preventDefaultContextMenuItems: true,
    });
    element.classList.toggle('missed', row.verdict !== 'exact');
    this.#columns.forEach((column, at) => {
      const cell = element.children[at];
      if (cell instanceof HTMLElement) fillCell(cell, column, row);
    });
  }
}
