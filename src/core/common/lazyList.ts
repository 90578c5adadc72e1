/** An ordered list whose items may be created on access. Arrays are such lists. */
export interface LazyList<Item> extends Iterable<Item> {
  readonly length: number;
  at(index: number): Item | undefined;
}

/** A list that creates an item on every access. */
export abstract class ComputedList<Item> implements LazyList<Item> {
  abstract readonly length: number;
  abstract at(index: number): Item | undefined;

  *[Symbol.iterator](): IterableIterator<Item> {
    for (let index = 0; index < this.length; index++) {
      const item = this.at(index);
      if (item !== undefined) yield item;
    }
  }
}
