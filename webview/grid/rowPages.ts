import type { FetchRows } from './gridContent.ts';

/** Rows per page, the unit of requests to the host. */
export const pageRows = 100;
/** Maximum number of cached pages (least recently used is dropped). */
const mostPages = 12;

/** Rows of the current query's result, fetched page by page as they scroll into view. */
export class RowPages<Row> {
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #wanted = new Set<number>();
  #fetch: FetchRows<Row>;
  readonly #onArrival: () => void;
  /** Answers to earlier queries are dropped. */
  #generation = 0;

  constructor(onArrival: () => void) {
    this.#onArrival = onArrival;
    this.#fetch = () => Promise.reject(new Error('no query yet'));
  }

  /** Drops all rows; later ones come from `fetch`. */
  reset(fetch: FetchRows<Row>): void {
    this.#generation++;
    this.#pages.clear();
    this.#wanted.clear();
    this.#fetch = fetch;
  }

  /** The row, or undefined while it is being fetched. */
  get(index: number): Row | undefined {
    if (index < 0) return undefined;
    const page = Math.floor(index / pageRows);
    const rows = this.#pages.get(page);
    if (rows === undefined) {
      void this.#load(page);
      return undefined;
    }
    this.#pages.delete(page);
    this.#pages.set(page, rows);
    return rows[index - page * pageRows];
  }

  async #load(page: number): Promise<void> {
    if (this.#wanted.has(page)) return;
    this.#wanted.add(page);
    const generation = this.#generation;
    try {
      const { rows } = await this.#fetch(page * pageRows, pageRows);
      if (generation !== this.#generation) return;
      this.#pages.set(page, rows);
      const [oldest] = this.#pages.keys();
      if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest);
      this.#onArrival();
    } catch {
      // The rows stay blank and are requested again when they next scroll into view.
    } finally {
      if (generation === this.#generation) this.#wanted.delete(page);
    }
  }
}
