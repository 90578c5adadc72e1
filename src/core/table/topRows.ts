/** The rows with the greatest numbers in a column. */
export interface TopRows {
  readonly count: number;
  /** Header. */
  readonly by: string;
}

/**
 * Keeps the lines of the rows with the greatest amounts, in room for twice as many. Rows of one amount
 * are taken by name, so that the order of rows decides nothing.
 */
export class TopLines {
  readonly #count: number;
  #candidates: Candidate[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** @param amount NaN is never among the greatest. */
  add(amount: number, name: string, line: number): void {
    if (Number.isNaN(amount)) return;
    this.#candidates.push({ amount, name, line });
    if (this.#candidates.length >= 2 * this.#count + 1000) this.#prune();
  }

  lines(): ReadonlySet<number> {
    this.#prune();
    return new Set(this.#candidates.map(({ line }) => line));
  }

  #prune(): void {
    this.#candidates.sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1));
    this.#candidates = this.#candidates.slice(0, this.#count);
  }
}

interface Candidate {
  readonly amount: number;
  readonly name: string;
  readonly line: number;
}
