import type { Question } from '../dataset/question.ts';
import type { LazyList } from '../common/lazyList.ts';

/**
 * The order in which a dataset is read: by entity and fact, each as they come, but before others those of
 * which a question was missed.
 *
 * @returns indices of the questions
 */
export function failuresFirst(
  questions: LazyList<Question>,
  wasMissed: (index: number) => boolean,
): Uint32Array {
  const entities = new Places();
  const facts = new Places();
  const keys = Array.from(questions, ({ entity, fact }, index) => {
    const isMissed = wasMissed(index);
    return {
      entity: entities.placeOf(entity, isMissed),
      fact: facts.placeOf(`${entity}\n${fact}`, isMissed),
      rank: isMissed ? 0 : 1,
    };
  });
  const order = Uint32Array.from(keys, (_, index) => index);
  return order.sort((a, b) => {
    const [left, right] = [keys[a], keys[b]];
    if (left === undefined || right === undefined) return a - b;
    return (
      entities.compare(left.entity, right.entity) ||
      facts.compare(left.fact, right.fact) ||
      left.rank - right.rank ||
      a - b
    );
  });
}

/** Names in the order in which they first came; before others those that were missed. */
class Places {
  readonly #places = new Map<string, number>();
  readonly #missed: boolean[] = [];

  placeOf(name: string, isMissed: boolean): number {
    const known = this.#places.get(name);
    const place = known ?? this.#missed.length;
    if (known === undefined) this.#places.set(name, place);
    this.#missed[place] = isMissed || this.#missed[place] === true;
    return place;
  }

  compare(a: number, b: number): number {
    return Number(this.#missed[b]) - Number(this.#missed[a]) || a - b;
  }
}
