import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  defaultRangeExtractor,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import type { GridRow, RowsAnswer } from '../src/core/messages.ts';
import { columns, type Column, type Query } from '../src/core/query.ts';
import { elementWith } from './element.ts';
import { fillCell } from './gridCell.ts';
import { layOut } from './gridColumns.ts';
import { moveBy, type Place } from './gridKeys.ts';
import { RowPages } from './rowPages.ts';
import { columnHints, columnTitles } from './texts.ts';

export interface GridEvents {
  readonly onOpen: (row: GridRow) => void;
  readonly onSort: (column: Column) => void;
  /** Scrolled, or another row became active. */
  readonly onView: (topRow: number, activeRow: number) => void;
}

export interface GridContent {
  readonly total: number;
  readonly sort: Query['sort'];
  readonly fetch: (start: number, count: number) => Promise<RowsAnswer>;
  /** Row to stand at the top, and row that the keyboard begins with. */
  readonly topRow: number;
  readonly activeRow: number;
}

/**
 * An ARIA grid over any number of rows: only those on the screen, and the active one, are in the page.
 * One cell is in the tab order; arrow keys move from cell to cell, the header being one of the rows.
 */
export class Grid {
  readonly element: HTMLElement;
  readonly #header: HTMLElement;
  readonly #body: HTMLElement;
  readonly #events: GridEvents;
  readonly #pages = new RowPages(() => {
    this.#draw();
  });
  readonly #drawn = new Map<number, HTMLElement>();
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #content: GridContent | undefined;
  #columns: readonly Column[] = [];
  #allColumns = false;
  #active: Place = { row: 0, column: 0 };
  #rowHeight = 26;

  constructor(label: string, events: GridEvents) {
    this.#events = events;
    this.#header = elementWith('div', { role: 'row', class: 'header', 'aria-rowindex': '1' });
    const head = elementWith('div', { role: 'rowgroup', class: 'head' }, this.#header);
    this.#body = elementWith('div', { role: 'rowgroup', class: 'body' });
    this.element = elementWith(
      'div',
      { role: 'grid', class: 'grid', 'aria-label': label, 'aria-readonly': 'true' },
      head,
      this.#body,
    );
    this.element.setAttribute('aria-colcount', String(columns.length));
    this.element.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.element.addEventListener('click', (event) => {
      this.#onClick(event);
    });
    this.#virtualizer = new Virtualizer(this.#options(0));
  }

  /** To be called once the element is in the page. */
  mount(): void {
    this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
    new ResizeObserver(() => {
      this.#fit();
    }).observe(this.element);
    this.#fit();
  }

  show(content: GridContent): void {
    this.#content = content;
    this.#pages.reset(content.fetch);
    this.#active = {
      row: Math.min(content.activeRow, content.total - 1),
      column: this.#active.column,
    };
    this.element.setAttribute('aria-rowcount', String(content.total + 1));
    for (const row of this.#drawn.values()) delete row.dataset.question;
    this.#virtualizer.setOptions(this.#options(content.total));
    this.#virtualizer.measure();
    this.#virtualizer._willUpdate();
    this.#drawHeader();
    this.#draw();
    this.#virtualizer.scrollToOffset(content.topRow * this.#rowHeight);
  }

  showAllColumns(all: boolean): void {
    this.#allColumns = all;
    this.#fit();
  }

  #options(count: number): VirtualizerOptions<HTMLElement, HTMLElement> {
    const header = this.#rowHeight + 2;
    return {
      count,
      getScrollElement: () => this.element,
      estimateSize: () => this.#rowHeight,
      overscan: 6,
      scrollPaddingStart: header,
      scrollMargin: header,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      rangeExtractor: (range) => {
        const rows = defaultRangeExtractor(range);
        // The active row stays in the page wherever one scrolls, or the focus would be lost with it.
        if (this.#active.row >= 0 && this.#active.row < count && !rows.includes(this.#active.row))
          rows.push(this.#active.row);
        return rows;
      },
      onChange: () => {
        this.#draw();
        this.#tellView();
      },
    };
  }

  /** Chooses columns for the width, and the row height for the font. */
  #fit(): void {
    const fontSize = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
    const rowHeight = Math.round(fontSize * 2);
    const layout = layOut(this.element.clientWidth, fontSize, this.#allColumns);
    const shown = layout.columns;
    this.element.style.setProperty('--tracks', layout.tracks);
    this.element.style.setProperty('--least-width', `${layout.leastWidth}px`);
    this.element.style.setProperty('--row-height', `${rowHeight}px`);
    if (shown.join() === this.#columns.join() && rowHeight === this.#rowHeight) return;
    const before = this.#columns[this.#active.column];
    this.#columns = shown;
    this.#rowHeight = rowHeight;
    const column = before === undefined ? 0 : Math.max(0, shown.indexOf(before));
    this.#active = { row: this.#active.row, column };
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#virtualizer.setOptions(this.#options(this.#content?.total ?? 0));
    this.#virtualizer.measure();
    this.#drawHeader();
    this.#draw();
  }

  /** Cells are kept where they can be: replacing the focused one would lose the focus. */
  #drawHeader(): void {
    if (this.#header.dataset.columns !== this.#columns.join()) {
      this.#header.dataset.columns = this.#columns.join();
      this.#header.replaceChildren(...this.#columns.map(headerCell));
    }
    const sort = this.#content?.sort;
    this.#columns.forEach((column, at) => {
      const cell = this.#header.children[at];
      const direction = sort?.descending ? 'descending' : 'ascending';
      cell?.setAttribute('aria-sort', sort?.column === column ? direction : 'none');
      cell?.setAttribute('tabindex', this.#isActive(-1, at) ? '0' : '-1');
    });
  }

  #draw(): void {
    const items = this.#virtualizer.getVirtualItems();
    const wanted = new Set(items.map(({ index }) => index));
    for (const [index, row] of this.#drawn) {
      if (wanted.has(index)) continue;
      row.remove();
      this.#drawn.delete(index);
    }
    this.#body.style.height = `${this.#virtualizer.getTotalSize()}px`;
    for (const { index, start } of items) {
      const row = this.#drawn.get(index) ?? this.#addRow(index);
      row.style.transform = `translateY(${start - this.#virtualizer.options.scrollMargin}px)`;
      this.#fillRow(row, index);
    }
  }

  #addRow(index: number): HTMLElement {
    const row = elementWith('div', { role: 'row', class: 'row', 'aria-busy': 'true' });
    row.setAttribute('aria-rowindex', String(index + 2));
    row.append(
      ...this.#columns.map((column) =>
        elementWith('div', {
          role: 'gridcell',
          class: `cell ${column}`,
          'aria-colindex': String(columns.indexOf(column) + 1),
          tabindex: '-1',
        }),
      ),
    );
    this.#drawn.set(index, row);
    // Rows stand in the page in their order, as assistive technology reads them.
    const next = [...this.#drawn.keys()].filter((other) => other > index);
    const before = next.length === 0 ? undefined : this.#drawn.get(Math.min(...next));
    this.#body.insertBefore(row, before ?? null);
    return row;
  }

  #fillRow(element: HTMLElement, index: number): void {
    element.classList.toggle('active', index === this.#active.row);
    for (const [at, cell] of [...element.children].entries())
      cell.setAttribute('tabindex', this.#isActive(index, at) ? '0' : '-1');
    const row = this.#pages.get(index);
    if (row === undefined || element.dataset.question === row.id) return;
    element.dataset.question = row.id;
    element.removeAttribute('aria-busy');
    element.classList.toggle('missed', row.verdict !== 'exact');
    this.#columns.forEach((column, at) => {
      const cell = element.children[at];
      if (cell instanceof HTMLElement) fillCell(cell, column, row);
    });
  }

  readonly #isActive = (row: number, column: number): boolean =>
    row === this.#active.row && column === this.#active.column;

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 2);
    const rows = this.#content?.total ?? 0;
    const size = { rows, columns: this.#columns.length, page };
    const place = moveBy(event, this.#active, size);
    if (place !== undefined) this.#activate(place);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose();
    else return;
    event.preventDefault();
  }

  #onClick(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
    const row = cell?.parentElement;
    if (!cell || !row || getSelection()?.type === 'Range') return;
    const index = Number(row.getAttribute('aria-rowindex')) - 2;
    this.#activate({ row: index, column: [...row.children].indexOf(cell) });
    this.#choose();
  }

  /** Sorts by the active header, or opens the active row's question. */
  #choose(): void {
    const column = this.#columns[this.#active.column];
    if (this.#active.row < 0) {
      if (column !== undefined) this.#events.onSort(column);
      return;
    }
    const row = this.#pages.get(this.#active.row);
    if (row !== undefined) this.#events.onOpen(row);
  }

  #activate(place: Place): void {
    this.element.classList.add('used');
    this.#active = place;
    // New options, or the virtualizer would not ask again which rows to keep.
    this.#virtualizer.setOptions(this.#options(this.#content?.total ?? 0));
    if (place.row >= 0) this.#virtualizer.scrollToIndex(place.row, { align: 'auto' });
    this.#drawHeader();
    this.#draw();
    const row = place.row < 0 ? this.#header : this.#drawn.get(place.row);
    const cell = row?.children[place.column];
    if (cell instanceof HTMLElement) {
      cell.focus({ preventScroll: true });
      this.#scrollSideways(cell);
    }
    this.#tellView();
  }

  #scrollSideways(cell: HTMLElement): void {
    const { left, right } = cell.getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    if (left < frame.left) this.element.scrollLeft -= frame.left - left;
    else if (right > frame.left + this.element.clientWidth)
      this.element.scrollLeft += right - frame.left - this.element.clientWidth;
  }

  #tellView(): void {
    if (this.#content === undefined) return;
    this.#events.onView(Math.floor(this.element.scrollTop / this.#rowHeight), this.#active.row);
  }
}

const headerCell = (column: Column): HTMLElement =>
  elementWith(
    'div',
    {
      role: 'columnheader',
      class: `cell ${column}`,
      title: columnHints[column],
      'aria-colindex': String(columns.indexOf(column) + 1),
    },
    elementWith('span', { class: 'title' }, columnTitles[column]),
  );
