import { say, type Sentence } from '../common/sentence.ts';
import type { Cells } from '../csv/csvRecord.ts';
import { isMissingIn, valueOf } from '../reading/cell.ts';
import type { Column } from '../reading/column.ts';
import { cricket, type MatchFormat } from '../reading/domain.ts';
import { formatNamed } from '../reading/findDomain.ts';
import { isTime, type PartKind, sayPart } from '../reading/keyWords.ts';
import type { Understanding } from '../reading/understand.ts';

/** Who or what a row is about, in the words of every question about it. */
export interface RowName {
  /** The whole: `Ada Reed in 2019`. */
  readonly entity: string;
  /** `Ada Reed`; and what follows it in a question, as `in 2019`, or nothing. */
  readonly name: string;
  readonly context: string;
}

/** Of honours and footnotes, after a name. */
const marks = /[*+†‡§^]+$/;

/** Names the rows of one table. */
export class RowNamer {
  readonly #names: readonly Column[];
  readonly #parts: readonly { readonly column: Column; readonly kind: PartKind }[];
  readonly #joiner: string;
  readonly #formatColumn: Column | undefined;
  /** Whether what a context says makes questions of the past. */
  readonly isPast: boolean;

  constructor({ key, meanings, domain }: Understanding) {
    const columnAt = (index: number): Column =>
      meanings.find(({ column }) => column.index === index)?.column ?? { name: '', index };
    this.#joiner = key.joiner ?? ' ';
    this.#names = key.names.map(({ index }) => columnAt(index));
    this.#parts = key.parts.map(({ index, kind }) => ({ column: columnAt(index), kind }));
    this.#formatColumn =
      domain.formatColumn === undefined ? undefined : columnAt(domain.formatColumn);
    this.isPast = key.parts.some(({ kind }) => isTime(kind));
  }

  /** In a sentence why a row has no name; or its name. */
  nameOf(row: Cells): RowName | Sentence {
    const [first, second] = this.#names;
    const name = first === undefined ? '' : row.cell(first.index).trim();
    if (first === undefined || isMissingIn(name, first)) {
      return name.includes('\uFFFD')
        ? say('the name has bytes that make no character: the row is left out')
        : say('has no name: the row is left out');
    }
    const other = second === undefined ? undefined : valueOf(row, second);
    const bare = first.marks ? name.replace(marks, '') : name;
    const given = other === undefined ? bare : `${bare}${this.#joiner}${other}`;
    // To a base, letters with their accents apart may be the same as joined ones.
    const whole = /[\u0300-\u036f]/.test(given) ? given.normalize('NFC') : given;
    if (this.#parts.length === 0) return { entity: whole, name: whole, context: '' };
    const said: string[] = [];
    const outside: string[] = [];
    for (const { column, kind } of this.#parts) {
      const value = valueOf(row, column);
      if (value === undefined)
        return say('has no {0}, which is part of its name: the row is left out', column.name);
      const words = sayPart(kind, value, column.name);
      said.push(words);
      // A known format is said by the phrasing itself.
      if (column !== this.#formatColumn || formatNamed(value) === undefined) outside.push(words);
    }
    return { entity: [whole, ...said].join(' '), name: whole, context: outside.join(' ') };
  }

  /** The row's own format, in a table that has a column of them. */
  formatOf(row: Cells): MatchFormat | undefined {
    if (this.#formatColumn === undefined) return undefined;
    return formatNamed(row.cell(this.#formatColumn.index)) ?? cricket.neutral;
  }
}
