import MiniSearch from 'minisearch';

/** A row of a table as a model reads it: header and value of every cell that holds one. */
export interface LookedUpRow {
  /** 1-based number of the data row. */
  readonly row: number;
  readonly name: string;
  readonly cells: readonly (readonly [header: string, value: string])[];
}

interface Indexed {
  readonly id: number;
  readonly name: string;
  readonly rest: string;
}

/** Words of a name tell more of what a question is about than those of all other cells. */
const weightOfNames = 4;
/** Best matches among which a row whose whole name the question holds goes first. */
const candidates = 10;

/**
 * Finds the row that a question is about, by BM25 (MiniSearch). Words of a question that are rare in a
 * table may be short names in it (`How`, `A`, `Me`): of the best matches, a name that stands in the
 * question as a whole wins, the longest first.
 */
export class RowFinder {
  readonly #rows: LookedUpRow[] = [];
  readonly #names: string[] = [];
  readonly #index = new MiniSearch<Indexed>({
    fields: ['name', 'rest'],
    tokenize: wordsOf,
    processTerm: (word) => word,
  });

  get length(): number {
    return this.#rows.length;
  }

  add(row: LookedUpRow): void {
    // Numbers name no row, and a table has millions of different ones.
    const texts = row.cells.map(([, value]) => value).filter((value) => /\p{L}/u.test(value));
    this.#index.add({ id: this.#rows.length, name: row.name, rest: texts.join(' ') });
    this.#names.push(phraseOf(row.name));
    this.#rows.push(row);
  }

  /** Undefined where no row shares a word with the question. */
  find(question: string): LookedUpRow | undefined {
    const asked = phraseOf(question);
    const found = this.#index
      .search(question, { boost: { name: weightOfNames } })
      .slice(0, candidates)
      .map(({ id }) => id as number);
    const lengthNamed = (id: number): number => {
      const name = this.#names[id] ?? '';
      return asked.includes(name) ? name.length : 0;
    };
    // The first of equals stays first.
    const [best] = found.sort((a, b) => lengthNamed(b) - lengthNamed(a));
    return best === undefined ? undefined : this.#rows[best];
  }
}

/** In lower case and without accents, which people leave out. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Its words between spaces, so that a name is found in a question as whole words only. */
const phraseOf = (text: string): string => ` ${wordsOf(text).join(' ')} `;
