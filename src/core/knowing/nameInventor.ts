import type { Draws } from '../common/draws.ts';

/** Names that shapes and letters are taken from; more of them would teach nothing new. */
const mostNames = 20_000;
/** Letters that decide the next one of an invented word. */
const order = 2;
const attempts = 40;

/**
 * Makes up names of the same shape as those of a table: as many initials, words joined in the same way,
 * the same brackets behind, and words that sound alike. None of them is in the table, nor made twice.
 */
export class NameInventor {
  readonly #known = new Set<string>();
  readonly #names: string[] = [];
  /** What may follow on two letters of a word; a blank ends it. */
  readonly #followers = new Map<string, string[]>();
  readonly #words: string[] = [];
  readonly #made = new Set<string>();
  /** Initials of the table by what follows them, lower case. */
  readonly #initials = new Map<string, string[]>();
  /** The words of each name, by each of them. */
  readonly #namesWith = new Map<string, ReadonlySet<string>[]>();

  /** Every name of the table is added before the first is made up. */
  add(name: string): void {
    const key = keyOf(name);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    if (this.#names.length >= mostNames) return;
    this.#names.push(name);
    const parts = partsOf(name);
    if (parts) append(this.#initials, parts.rest, parts.initials);
    const all = new Set(wordsIn(name));
    for (const word of all) append(this.#namesWith, word, all);
    for (const word of withoutBracket(name).match(words) ?? []) {
      this.#words.push(word);
      const padded = ' '.repeat(order) + word.toLowerCase() + ' ';
      for (let at = order; at < padded.length; at++) {
        append(this.#followers, padded.slice(at - order, at), padded.charAt(at));
      }
    }
  }

  /** Whether a name, whatever its case, is one of the table's. */
  knows(name: string): boolean {
    return this.#known.has(keyOf(name));
  }

  /**
   * Undefined where no new one could be found, as for names without letters.
   *
   * @param knownOfThree of three words so many are the table’s own, as a surname behind other initials
   */
  invent(draws: Draws, knownOfThree: number): string | undefined {
    return this.#fresh(() => {
      if (this.#words.length === 0) return undefined;
      const shape = draws.of(this.#names);
      const said = withoutBracket(shape);
      const bracket = shape.slice(said.length);
      return (
        said.replaceAll(pieces, (piece) => this.#pieceLike(piece, draws, knownOfThree)) + bracket
      );
    });
  }

  /** A name of the table with one letter of a word changed, left out or doubled; not in the bracket. */
  near(draws: Draws): string | undefined {
    return this.#fresh(() => {
      if (this.#words.length === 0) return undefined;
      const name = draws.of(this.#names);
      const places = [...withoutBracket(name).matchAll(longWords)].flatMap(
        ({ 0: word, index: start }) =>
          // The first letter changes too much.
          [...word.matchAll(/(?<=.)./gu)].map(({ 0: letter, index }) => ({
            letter,
            at: start + index,
          })),
      );
      if (places.length === 0) return undefined;
      const { letter, at } = draws.of(places);
      const other = likeCase(firstOf(draws.of(this.#words).toLowerCase()), letter);
      const changed = draws.of([other, '', letter + letter]);
      return name.slice(0, at) + changed + name.slice(at + letter.length);
    });
  }

  #fresh(make: () => string | undefined): string | undefined {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const name = make();
      if (name === undefined) continue;
      const key = keyOf(name);
      if (this.#known.has(key) || this.#made.has(key) || this.#mayBeKnown(name)) continue;
      this.#made.add(key);
      return name;
    }
    return undefined;
  }

  #pieceLike(piece: string, draws: Draws, knownOfThree: number): string {
    if (/^\p{N}$/u.test(piece)) return String(draws.below(10));
    if (/^\p{Lu}{1,4}$/u.test(piece))
      return piece.replaceAll(/\p{L}/gu, () => this.#initial(draws));
    if (!/^[\p{L}\p{M}]{3,}$/u.test(piece)) return piece;
    const isKnown = draws.below(3) < knownOfThree;
    const word = isKnown ? draws.of(this.#words).toLowerCase() : this.#word(draws);
    return likeCase(word, piece);
  }

  /**
   * Whether someone of the table may be meant: Brian Lara by “Lara”, ME Waugh by “M Waugh”, or the other
   * way round.
   */
  #mayBeKnown(name: string): boolean {
    const said = wordsIn(name);
    const [fewest = []] = said
      .map((word) => this.#namesWith.get(word) ?? [])
      .sort((a, b) => a.length - b.length);
    if (fewest.some((all) => said.every((word) => all.has(word)))) return true;
    const parts = partsOf(name);
    if (!parts) return false;
    const { initials, rest } = parts;
    const known = this.#initials.get(rest) ?? [];
    return known.some((other) => other.startsWith(initials) || initials.startsWith(other));
  }

  #initial(draws: Draws): string {
    return firstOf(draws.of(this.#words)).toUpperCase();
  }

  #word(draws: Draws): string {
    let word = ' '.repeat(order);
    for (;;) {
      const next = draws.of(this.#followers.get(word.slice(-order)) ?? [' ']);
      if (next === ' ' && word.length >= order + 3) return word.trim();
      if (next === ' ' || word.length > order + 14) word = ' '.repeat(order);
      else word += next;
    }
  }
}

/** Words of letters, of three at least: shorter ones are initials and the like. */
const words = /[\p{L}\p{M}]{3,}/gu;
/** A letter of a shorter one changes too much. */
const longWords = /[\p{L}\p{M}]{4,}/gu;
/** What is made up piece by piece; all between stays. */
const pieces = /[\p{L}\p{M}]+|\p{N}/gu;

/** The bracket behind a name is a country or a club: it stays as it is. */
const withoutBracket = (name: string): string => name.replace(/\s*\([^)]*\)\s*$/, '');

/** Of a name that has both: initials, and what follows them in lower case. */
function partsOf(name: string): { initials: string; rest: string } | undefined {
  const [, initials, rest] = /^(\p{Lu}{1,4})\s+(.+)$/u.exec(name) ?? [];
  return initials === undefined || rest === undefined ? undefined : { initials, rest: keyOf(rest) };
}

/** The same with and without accents: José is meant by “Jose”. */
const keyOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ');

const wordsIn = (name: string): string[] =>
  keyOf(withoutBracket(name)).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Its first letter, which may be of two code units. */
const firstOf = (word: string): string => String.fromCodePoint(word.codePointAt(0) ?? 0);

function likeCase(word: string, like: string): string {
  if (like === like.toUpperCase()) return word.toUpperCase();
  return /^\p{Lu}/u.test(like) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
