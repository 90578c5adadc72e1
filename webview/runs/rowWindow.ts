import { element } from '../common/element.ts';
import { rowsNear } from './rowsNear.ts';

/** Pixels above and below the view in which rows are drawn, too. */
const reach = 400;

interface DrawnRow {
  readonly element: HTMLElement;
  /** Pixels from the top of the body. */
  place: number;
}

interface RowMaker<Row> {
  /** Of two rows that look alike the same, of others another. */
  readonly keyOf: (row: Row) => string;
  readonly make: (row: Row) => HTMLElement;
}

/**
 * The body of a table of any length, of which only the rows near the view are in the document, and the one with the
 * focus. They are laid out each by itself, in the widths of the table's head: a table lays out all of its rows when
 * it gets another. Rows may differ in height: they are measured as they are drawn.
 */
export class RowWindow<Row> {
  readonly element = element('tbody', '');
  readonly #maker: RowMaker<Row>;
  #rows: readonly Row[] = [];
  #keys: readonly string[] = [];
  /** A row that is drawn wherever it is; -1 for none but the one with the focus. */
  #kept = -1;
  readonly #drawn = new Map<string, DrawnRow>();
  readonly #heights = new Map<string, number>();
  #usualHeight = 24;
  #head: HTMLElement | undefined;
  #tracks = '';
  /** Pixels from the top of the body to each row, and to its end. */
  #places: readonly number[] = [0];

  constructor(maker: RowMaker<Row>) {
    this.#maker = maker;
    this.element.setAttribute('role', 'rowgroup');
  }

  /**
   * Draws as the document is scrolled, and as what is on the page changes its size.
   *
   * @param page around the table
   * @param head the row of the table whose cells are as wide as the columns
   */
  follow(page: HTMLElement, head: HTMLElement): void {
    this.#head = head;
    document.addEventListener('scroll', () => {
      this.#draw();
    });
    const observer = new ResizeObserver(() => {
      this.#fit();
      this.#draw();
    });
    for (const one of [page, ...head.children]) observer.observe(one);
  }

  /**
   * Draws these rows, in their order; those that are drawn and look as before are left alone.
   *
   * @param kept is drawn wherever it is, so that it can be given the focus
   */
  show(rows: readonly Row[], kept?: Row): void {
    this.#rows = rows;
    this.#keys = rows.map(this.#maker.keyOf);
    this.#fit();
    this.#findPlaces();
    this.#kept = kept === undefined ? -1 : rows.indexOf(kept);
    this.#draw();
    this.#kept = -1;
  }

  get drawn(): HTMLElement[] {
    return Array.from(this.#drawn.values(), ({ element }) => element);
  }

  /** Rows are as wide as the head is. */
  #fit(): void {
    const head = this.#head;
    if (head === undefined) return;
    const widths = Array.from(head.children, (cell) => cell.getBoundingClientRect().width);
    // A column that does not fit is not shown.
    const tracks = widths.flatMap((width) => (width > 0 ? [`${width}px`] : [])).join(' ');
    if (tracks === this.#tracks) return;
    this.#tracks = tracks;
    this.element.style.top = `${head.getBoundingClientRect().height}px`;
    // On each row: inherited from the body they would have every row's style found anew.
    for (const row of this.drawn) row.style.gridTemplateColumns = tracks;
    this.#heights.clear();
    this.#findPlaces();
  }

  #draw(): void {
    // What is measured may be higher or lower than was thought, and other rows near the view then.
    for (let times = 0; times < 3; times++) if (!this.#drawOnce()) return;
  }

  /** Whether rows turned out to be of another height. */
  #drawOnce(): boolean {
    const { top } = this.element.getBoundingClientRect();
    const { first, last } = rowsNear(this.#places, {
      from: -top - reach,
      to: innerHeight - top + reach,
    });
    const wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    const kept = this.#kept >= 0 ? this.#kept : this.#focused();
    if (kept >= 0 && kept < first) wanted.unshift(kept);
    if (kept > last) wanted.push(kept);
    this.#place(wanted.map((at) => this.#rowAt(at)));
    return this.#measure();
  }

  /** Finds where all rows are, from the heights of those that were measured. */
  #findPlaces(): void {
    let place = 0;
    const places = [0];
    for (const key of this.#keys) {
      place += this.#heights.get(key) ?? this.#usualHeight;
      places.push(place);
    }
    this.#places = places;
    this.element.style.height = `${place}px`;
    // The body is out of the flow, under the head: its table makes room for it.
    const table = this.element.parentElement;
    if (table !== null) table.style.marginBottom = `${place}px`;
  }

  #focused(): number {
    const row = document.activeElement?.closest('tr');
    for (const [key, { element }] of this.#drawn)
      if (element === row) return this.#keys.indexOf(key);
    return -1;
  }

  #rowAt(at: number): HTMLElement {
    const key = this.#keys[at] ?? '';
    const place = this.#places[at] ?? 0;
    const drawn = this.#drawn.get(key) ?? this.#add(key, this.#rows[at]);
    const { element: row } = drawn;
    // The header is the first row.
    const index = String(at + 2);
    if (row.ariaRowIndex !== index) row.ariaRowIndex = index;
    if (drawn.place !== place) row.style.transform = `translateY(${place}px)`;
    drawn.place = place;
    return row;
  }

  #add(key: string, row: Row | undefined): DrawnRow {
    const made = row === undefined ? element('tr', '') : this.#maker.make(row);
    made.style.gridTemplateColumns = this.#tracks;
    const drawn = { element: made, place: -1 };
    this.#drawn.set(key, drawn);
    return drawn;
  }

  /** What stays is not moved, or it would lose the focus. */
  #place(parts: readonly HTMLElement[]): void {
    const wanted = new Set<Element>(parts);
    for (const [key, { element: row }] of this.#drawn) {
      if (wanted.has(row)) continue;
      row.remove();
      this.#drawn.delete(key);
    }
    let next = this.element.firstElementChild;
    for (const part of parts) {
      if (part === next) next = next.nextElementSibling;
      else this.element.insertBefore(part, next);
    }
  }

  #measure(): boolean {
    let isOther = false;
    for (const [key, { element: row }] of this.#drawn) {
      if (this.#heights.has(key)) continue;
      const { height } = row.getBoundingClientRect();
      // Not laid out while the page is hidden.
      if (height === 0) return false;
      this.#heights.set(key, height);
      if (height !== this.#usualHeight) isOther = true;
      // Of the first alone: with every other, all rows that were not drawn yet would move.
      if (this.#heights.size === 1) this.#usualHeight = height;
    }
    if (isOther) this.#findPlaces();
    return isOther;
  }
}
