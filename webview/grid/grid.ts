import { elementWith } from '../common/element.ts';
import { automaticColumns, layOut, type ColumnChoice } from './gridColumns.ts';
import type { GridContent, GridEvents } from './gridContent.ts';
import { GridHeader } from './gridHeader.ts';
import { columnChangeBy, moveBy, type Place } from './gridKeys.ts';
import type { GridItem, GridKind } from './gridKind.ts';
import { GridRows } from './gridRows.ts';
import { RowPages } from './rowPages.ts';
import { rowsToDraw } from './rowsToDraw.ts';
import { scrollSideways } from './scrollSideways.ts';

// Chromium limits elements to 33,554,428 px: above this, scrolling is scaled.
const highestBody = 33_000_000;

/**
 * An ARIA grid for any number of rows: only visible rows and the active one are in the DOM. One
 * cell is in the tab order; arrow keys move between cells, and the header is one of the rows.
 */
export class Grid<Row extends GridItem, Column extends string> {
  readonly element: HTMLElement;
  readonly #kind: GridKind<Row, Column>;
  readonly #head = elementWith('div', { role: 'rowgroup', class: 'head' });
  readonly #header: GridHeader<Column>;
  readonly #events: GridEvents<Row, Column>;
  readonly #pages = new RowPages<Row>(() => {
    this.#draw();
  });
  readonly #rows: GridRows<Row, Column>;
  #content: GridContent<Row, Column> | undefined;
  #available: readonly Column[];
  #columns: readonly Column[] = [];
  #choice: ColumnChoice<Column> = automaticColumns;
  #fontSize = 13;
  #active: Place = { row: 0, column: 0 };
  #rowHeight = 26;
  #leastWidth = 0;
  /** As they were when last laid out: asking the element in between lays the whole page out anew. */
  #size = { width: 0, height: 0 };
  #scrollTop = 0;

  constructor(label: string, kind: GridKind<Row, Column>, events: GridEvents<Row, Column>) {
    this.#kind = kind;
    this.#available = kind.columns;
    this.#events = events;
    this.#rows = new GridRows(kind);
    this.#header = new GridHeader(kind, {
      onChoice: (choice, isOver) => {
        this.showColumns(choice);
        if (isOver) events.onColumns?.(choice);
      },
    });
    this.#head.append(this.#header.element);
    this.element = elementWith(
      'div',
      { role: 'grid', class: 'grid', 'aria-label': label, 'aria-readonly': 'true' },
      this.#head,
      this.#rows.element,
    );
    this.element.setAttribute('aria-colcount', String(kind.columns.length));
    this.element.addEventListener('keydown', this.#onKey);
    this.element.addEventListener('click', (event) => {
      this.#onClick(event);
    });
    this.element.addEventListener('scroll', () => {
      this.#scrollTop = this.element.scrollTop;
      this.#draw();
      this.#tellView();
    });
  }

  /** Call once the element is in the page. */
  mount(): void {
    new ResizeObserver(() => {
      this.#fit();
    }).observe(this.element);
    this.#fit();
  }

  show(content: GridContent<Row, Column>): void {
    this.#content = content;
    this.#pages.reset(content.fetch);
    this.#active = {
      row: Math.min(content.activeRow, content.total - 1),
      column: this.#active.column,
    };
    this.element.setAttribute('aria-rowcount', String(content.total + 1));
    this.#rows.refill();
    this.#drawHeader();
    // Seen for the first time, perhaps, and of no size until now.
    this.#measure();
    this.#draw();
    this.scrollTo(content.topRow);
  }

  readonly focus = (): void => {
    this.#activate(this.#active);
  };

  /** Scrolls a row to the top. */
  scrollTo(row: number): void {
    this.#scrollToPixel((row * this.#rowHeight) / this.#scale());
  }

  showColumns(choice: ColumnChoice<Column>): void {
    this.#choice = choice;
    this.#fit();
  }

  /** Offers these columns, and no others. */
  offer(columns: readonly Column[]): void {
    this.#available = columns;
    this.#fit();
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /** Row pixels per scroll pixel: 1 unless the rows exceed the maximum element height. */
  #scale(): number {
    const whole = (this.#content?.total ?? 0) * this.#rowHeight;
    const view = this.#size.height;
    return whole <= highestBody ? 1 : (whole - view) / (highestBody - view);
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height, scrollTop } = this.element;
    this.#size = { width, height };
    this.#scrollTop = scrollTop;
  }

  #scrollToPixel(top: number): void {
    this.element.scrollTop = top;
    this.#scrollTop = this.element.scrollTop;
    this.#draw();
  }

  /** Fits the columns to the width and the row height to the font. */
  #fit(): void {
    const fontSize = Number.parseFloat(getComputedStyle(this.element).fontSize) || 13;
    this.#measure();
    this.#fontSize = fontSize;
    const layout = layOut(
      { width: this.#size.width, fontSize, available: this.#available, widths: this.#kind.widths },
      this.#choice,
    );
    const topRow = (this.#scrollTop * this.#scale()) / this.#rowHeight;
    const rowHeight = Math.round(fontSize * (layout.isStacked ? 3.4 : 2));
    const isOtherHeight = rowHeight !== this.#rowHeight;
    this.#rowHeight = rowHeight;
    this.element.style.setProperty('--row-height', `${rowHeight}px`);
    this.#leastWidth = layout.leastWidth;
    this.element.classList.toggle('stacked', layout.isStacked);
    this.element.classList.toggle('wide', this.#isWide);
    const width = Math.max(this.#size.width, layout.leastWidth);
    this.#head.style.width = `${width}px`;
    this.#header.element.style.gridTemplateColumns = layout.tracks;
    this.#rows.setTracks(width, layout.tracks);
    const hadFocus = this.element.contains(document.activeElement);
    this.#setColumns(layout.columns);
    this.#drawHeader();
    this.#draw();
    if (isOtherHeight) this.scrollTo(topRow);
    // Replacing the focused cell loses the focus.
    if (hadFocus && (isOtherHeight || !this.element.contains(document.activeElement)))
      this.#activate(this.#active);
  }

  /** The active column stays the active one, wherever it is now. */
  #setColumns(columns: readonly Column[]): void {
    if (columns.join() === this.#columns.join()) return;
    const before = this.#columns[this.#active.column];
    this.#columns = columns;
    const column = Math.max(0, before === undefined ? 0 : columns.indexOf(before));
    this.#active = { row: this.#active.row, column };
    this.#rows.showColumns(columns);
  }

  #drawHeader(): void {
    this.#header.draw({
      columns: this.#columns,
      choice: this.#choice,
      sort: this.#content?.sort,
      fontSize: this.#fontSize,
      active: this.#active.row < 0 ? this.#active.column : -1,
    });
  }

  #draw(): void {
    const scale = this.#scale();
    const total = this.#content?.total ?? 0;
    const rows = rowsToDraw({
      top: this.#scrollTop * scale,
      height: this.#size.height - this.#headerHeight,
      rowHeight: this.#rowHeight,
      total,
      active: this.#active.row,
    });
    this.#rows.keepOnly(new Set(rows));
    this.#rows.setHeight(Math.min(highestBody, total * this.#rowHeight));
    // When scrolling is scaled, rows are placed relative to the viewport.
    const shift = this.#scrollTop * (1 - scale);
    for (const index of rows)
      this.#rows.draw(index, { top: index * this.#rowHeight + shift, row: this.#pages.get(index) });
    this.#rows.setActive(this.#active);
  }

  get #headerHeight(): number {
    return this.#rowHeight + 2;
  }

  /** Wider than there is room: it scrolls sideways. */
  get #isWide(): boolean {
    return this.#leastWidth > this.#size.width;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const change = this.#active.row < 0 ? columnChangeBy(event) : undefined;
    if (change !== undefined) {
      this.#changeColumn(change);
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor(this.#size.height / this.#rowHeight) - 2);
    const size = { rows: this.#content?.total ?? 0, columns: this.#columns.length, page };
    const place = moveBy(event, this.#active, size);
    if (place !== undefined) this.#activate(place);
    else if (event.key === 'Enter' || event.key === ' ') this.#choose();
    else if (event.key === 'Escape') this.#events.onClose();
    else return;
    event.preventDefault();
  };

  /** Moves or resizes the active column, and keeps the focus on it. */
  #changeColumn(change: NonNullable<ReturnType<typeof columnChangeBy>>): void {
    const column = this.#columns[this.#active.column];
    this.#header.change(this.#active.column, change);
    if (column !== undefined) this.#activate({ row: -1, column: this.#columns.indexOf(column) });
  }

  #onClick(event: MouseEvent): void {
    if (this.#header.isDragging) return;
    if (event.target instanceof Element && event.target.classList.contains('grip')) return;
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
      if (column !== undefined && this.#kind.isSortable) this.#events.onSort?.(column);
      return;
    }
    const row = this.#pages.get(this.#active.row);
    if (row !== undefined) this.#events.onOpen(row);
  }

  #activate(place: Place): void {
    this.element.classList.add('used');
    const moved = place.row === this.#active.row ? undefined : this.#pages.get(place.row);
    this.#active = place;
    if (moved !== undefined) this.#events.onMove(moved);
    if (place.row >= 0) this.#reveal(place.row);
    this.#drawHeader();
    this.#draw();
    const row = place.row < 0 ? this.#header.element : this.#rows.get(place.row);
    const cell = row?.children[place.column];
    if (cell instanceof HTMLElement) {
      cell.focus({ preventScroll: true });
      if (this.#isWide) scrollSideways(this.element, cell);
    }
    this.#tellView();
  }

  /** Scrolls the minimum distance that reveals the row. */
  #reveal(row: number): void {
    const scale = this.#scale();
    const top = row * this.#rowHeight;
    const room = this.#size.height - this.#headerHeight - this.#rowHeight;
    const seen = this.#scrollTop * scale;
    const wanted = Math.max(top - room, Math.min(seen, top));
    if (wanted !== seen) this.#scrollToPixel(wanted / scale);
  }

  #tellView(): void {
    if (this.#content === undefined) return;
    this.#events.onView(
      Math.floor((this.#scrollTop * this.#scale()) / this.#rowHeight),
      this.#active.row,
    );
  }
}
