import type { GridRow, RowsAnswer } from '../../../src/core/pages/evaluationMessages.ts';

/** Rows of one page: what is asked of the host at a time. */
export const pageRows = 100;
/** Pages kept; the furthest used ago goes first. */
const mostPages = 12;

/** Rows of the current query's result, fetched page by page as they come into view. */
export class RowPages {
  readonly #pages = new Map<number, readonly GridRow[]>();
  readonly #wanted = new Set<number>();
  #fetch: (start: number, count: number) => Promise<RowsAnswer>;
  readonly #onArrival: () => void;
  /** Answers to an earlier query are dropped. */
  #generation = 0;

  constructor(onArrival: () => void) {
    this.#onArrival = onArrival;
    this.#fetch = () => Promise.reject(new Error('no query yet'));
  }

  /** Forgets all rows; from now on they come from `fetch`. */
  reset(fetch: (start: number, count: number) => Promise<RowsAnswer>): void {
    this.#generation++;
    this.#pages.clear();
    this.#wanted.clear();
    this.#fetch = fetch;
  }

  /** The row, or undefined while it is being fetched. */
  get(index: number): GridRow | undefined {
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
      // The rows stay blank and are asked for again when they next come into view.
    } finally {
      if (generation === this.#generation) this.#wanted.delete(page);
    }
  }
}
