import * as l10n from '@vscode/l10n';
import { elementWith } from '../common/element.ts';
import { moveColumn, resizeColumn, type ColumnChoice } from './gridColumns.ts';
import type { Sort } from './gridContent.ts';
import type { columnChangeBy } from './gridKeys.ts';
import type { GridItem, GridKind } from './gridKind.ts';

/** Pixels of dragging before a header moves. */
const dragThreshold = 6;

export interface HeaderEvents<Column extends string> {
  /** Fired while a column is dragged; `isOver` on release, or after a change by key. */
  readonly onChoice: (choice: ColumnChoice<Column>, isOver: boolean) => void;
}

export interface HeaderContent<Column extends string> {
  readonly columns: readonly Column[];
  readonly choice: ColumnChoice<Column>;
  readonly sort: Sort<Column> | undefined;
  readonly fontSize: number;
  /** Index of the header in the tab order; -1 if a row's cell is. */
  readonly active: number;
}

type HeaderKind<Column extends string> = Pick<
  GridKind<GridItem, Column>,
  'columns' | 'titles' | 'hints' | 'isSortable'
>;

/** The grid's first row: names, sorts, moves and resizes the columns. */
export class GridHeader<Column extends string> {
  readonly element = elementWith('div', { role: 'row', class: 'header', 'aria-rowindex': '1' });
  readonly #kind: HeaderKind<Column>;
  readonly #events: HeaderEvents<Column>;
  #content: HeaderContent<Column> | undefined;
  #isDragging = false;

  constructor(kind: HeaderKind<Column>, events: HeaderEvents<Column>) {
    this.#kind = kind;
    this.#events = events;
    this.element.addEventListener('pointerdown', (event) => {
      this.#onPointer(event);
    });
  }

  /** True during a drag and for the click event that follows it, which must be ignored. */
  get isDragging(): boolean {
    return this.#isDragging;
  }

  /** Reuses existing cells: replacing the focused one would lose the focus. */
  draw(content: HeaderContent<Column>): void {
    this.#content = content;
    const { columns: shown, sort, active } = content;
    if (this.element.dataset.columns !== shown.join()) {
      this.element.dataset.columns = shown.join();
      this.element.replaceChildren(...shown.map((column) => headerCell(column, this.#kind)));
    }
    shown.forEach((column, at) => {
      const cell = this.element.children[at];
      const direction = sort?.descending ? 'descending' : 'ascending';
      if (this.#kind.isSortable)
        cell?.setAttribute('aria-sort', sort?.column === column ? direction : 'none');
      cell?.setAttribute('tabindex', at === active ? '0' : '-1');
    });
  }

  /** Applies a key's change to a column. */
  change(at: number, { kind, by }: NonNullable<ReturnType<typeof columnChangeBy>>): void {
    const column = this.#content?.columns[at];
    if (column === undefined) return;
    if (kind === 'resize') this.#resize(column, this.#widthOf(at) + by, true);
    else this.#move(column, at + by);
  }

  #resize(column: Column, width: number, isOver: boolean): void {
    if (this.#content === undefined) return;
    this.#events.onChoice(resizeColumn(this.#content.choice, column, width), isOver);
  }

  #move(column: Column, to: number): void {
    if (this.#content === undefined) return;
    const { choice, columns: shown } = this.#content;
    this.#events.onChoice(moveColumn(choice, shown, { column, to }), true);
  }

  /** In units of the font size. */
  #widthOf(at: number): number {
    const width = this.element.children[at]?.getBoundingClientRect().width ?? 0;
    return width / (this.#content?.fontSize ?? 1);
  }

  /** Dragging a header's edge resizes its column, dragging the header moves it. */
  #onPointer(down: PointerEvent): void {
    const cell = down.target instanceof Element ? down.target.closest('.cell') : null;
    const at = cell === null ? -1 : [...this.element.children].indexOf(cell);
    const column = this.#content?.columns[at];
    if (column === undefined || down.button !== 0) return;
    const isGrip = down.target instanceof Element && down.target.classList.contains('grip');
    const width = this.#widthOf(at);
    const ending = new AbortController();
    const { signal } = ending;
    const resize = (event: PointerEvent, isOver: boolean): void => {
      const moved = (event.clientX - down.clientX) / (this.#content?.fontSize ?? 1);
      this.#resize(column, width + moved, isOver);
    };
    window.addEventListener(
      'pointermove',
      (event) => {
        if (isGrip) resize(event, false);
        else if (Math.abs(event.clientX - down.clientX) > dragThreshold) this.#isDragging = true;
      },
      { signal },
    );
    window.addEventListener(
      'pointerup',
      (event) => {
        ending.abort();
        if (isGrip) resize(event, true);
        else if (this.#isDragging) this.#move(column, this.#placeAt(event.clientX));
        // The click that follows belongs to the drag.
        setTimeout(() => (this.#isDragging = false));
      },
      { signal },
    );
    if (isGrip) down.preventDefault();
  }

  #placeAt(x: number): number {
    const cells = [...this.element.children];
    const place = cells.findIndex((cell) => x < cell.getBoundingClientRect().right);
    return place < 0 ? cells.length : place;
  }
}

const headerCell = <Column extends string>(
  column: Column,
  { columns, hints, titles }: HeaderKind<Column>,
): HTMLElement =>
  elementWith(
    'div',
    {
      role: 'columnheader',
      class: `cell ${column}`,
      title: `${hints[column]}\n${l10n.t('Alt+arrow: resize, Alt+Shift+arrow: move')}`,
      'aria-colindex': String(columns.indexOf(column) + 1),
    },
    elementWith('span', { class: 'title' }, titles[column]),
    elementWith('span', { class: 'grip', 'aria-hidden': 'true' }),
  );
