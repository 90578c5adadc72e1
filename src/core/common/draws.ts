import { mix } from './hash.ts';

/** A repeatable stream of choices: the same seed gives the same ones everywhere. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = mix(seed ^ 0x9e3779b9);
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    return Math.floor((mix(this.#state) / 2 ** 32) * end);
  }

  /** @throws RangeError when there is nothing to choose from. */
  of<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  }
}
