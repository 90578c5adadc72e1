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

  /** Every name of the table is added before the first is made up. */
  add(name: string): void {
    const key = keyOf(name);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    if (this.#names.length >= mostNames) return;
    this.#names.push(name);
    const parts = partsOf(name);
    if (parts) append(this.#initials, parts.rest, parts.initials);
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

  /** A name of the table with one letter of a word changed, left out or doubled. */
  near(draws: Draws): string | undefined {
    return this.#fresh(() => {
      if (this.#words.length === 0) return undefined;
      const name = draws.of(this.#names);
      const places = [...name.matchAll(words)].flatMap(({ 0: word, index }) =>
        // The first letter, and short words, change too much.
        word.length >= 4 ? Array.from({ length: word.length - 1 }, (_, i) => index + i + 1) : [],
      );
      if (places.length === 0) return undefined;
      const at = draws.of(places);
      const letter = name.charAt(at);
      const other = draws.of(this.#words).toLowerCase().charAt(0);
      const changed = draws.of([other, '', letter + letter]);
      return name.slice(0, at) + changed + name.slice(at + 1);
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

  /** Whether someone of the table may be meant: ME Waugh by “M Waugh”, or the other way round. */
  #mayBeKnown(name: string): boolean {
    const parts = partsOf(name);
    if (!parts) return false;
    const { initials, rest } = parts;
    const known = this.#initials.get(rest) ?? [];
    return known.some((other) => other.startsWith(initials) || initials.startsWith(other));
  }

  #initial(draws: Draws): string {
    return draws.of(this.#words).charAt(0).toUpperCase();
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
/** What is made up piece by piece; all between stays. */
const pieces = /[\p{L}\p{M}]+|\p{N}/gu;

/** The bracket behind a name is a country or a club: it stays as it is. */
const withoutBracket = (name: string): string => name.replace(/\s*\([^)]*\)\s*$/, '');

/** Of a name that has both: initials, and what follows them in lower case. */
function partsOf(name: string): { initials: string; rest: string } | undefined {
  const [, initials, rest] = /^(\p{Lu}{1,4})\s+(.+)$/u.exec(name) ?? [];
  return initials === undefined || rest === undefined ? undefined : { initials, rest: keyOf(rest) };
}

const keyOf = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ');

function likeCase(word: string, like: string): string {
  if (like === like.toUpperCase()) return word.toUpperCase();
  return /^\p{Lu}/u.test(like) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function append(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
