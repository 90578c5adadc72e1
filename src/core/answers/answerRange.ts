import { formOf, numberOf, yearsOf } from './answerForm.ts';

/** Values from which on a column's range is known: fewer say little of what is possible. */
const enough = 10;
/** Years of any career that a table may hold, where the column's own are not known. */
const anyYears = [1700, 2100] as const;
/** Years beyond the column's own that are still possible. */
const yearsBeyond = 30;

/**
 * What is possible in a column: figures from half the least to twice the greatest, spans whose years are in
 * order and near the column's.
 */
export class AnswerRange {
  #least = Infinity;
  #greatest = -Infinity;
  #values = 0;

  add(golden: string): void {
    const values = yearsOf(golden) ?? [numberOf(golden)];
    for (const value of values) {
      if (value === undefined) return;
      this.#least = Math.min(this.#least, value);
      this.#greatest = Math.max(this.#greatest, value);
    }
    this.#values++;
  }

  /** Text has no range. */
  holds(output: string): boolean {
    const isKnown = this.#values >= enough;
    const years = yearsOf(output);
    if (years !== undefined) {
      const [from, to] = years;
      const [least, greatest] = isKnown
        ? [this.#least - yearsBeyond, this.#greatest + yearsBeyond]
        : anyYears;
      return from <= to && from >= least && to <= greatest;
    }
    const value = numberOf(output);
    if (value === undefined || !isKnown) return formOf(output) !== 'span';
    const least = this.#least < 0 ? this.#least * 2 : this.#least / 2;
    const greatest = this.#greatest < 0 ? this.#greatest / 2 : this.#greatest * 2;
    return value >= least && value <= greatest;
  }
}
