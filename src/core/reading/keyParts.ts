import type { HeaderCells } from './findDomain.ts';
import { isNumeric } from './columnForm.ts';
import { isPartial, isTime, type PartKind, partKindOf, senseOf } from './keyWords.ts';
import { isAddressHeader, isIdHeader, sortOfName } from './nameHeaders.ts';

/** What is said of a row besides its name. */
export interface KeyPart {
  readonly name: string;
  readonly index: number;
  readonly kind: PartKind;
}

/** Said of every row; said only where several rows have one name. */
export interface KeyParts {
  readonly parts: readonly KeyPart[];
  readonly apart: readonly KeyPart[];
}

/**
 * Of parts that a person has named, what makes rows parts of something is said of all; what few
 * namesakes differ by, of these alone.
 */
export function sayParts(
  columns: readonly HeaderCells[],
  names: readonly { readonly index: number }[],
  wanted: readonly KeyPart[],
): KeyParts {
  const rows = columns[0]?.cells.length ?? 0;
  const counts = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = names
      .map(({ index }) => columns.find((one) => one.index === index)?.cells[row] ?? '')
      .join('\0');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const repeated = [...counts.values()].reduce((sum, n) => sum + (n > 1 ? n : 0), 0);
  const isAll = ({ kind }: KeyPart): boolean => isPartial(kind) || repeated * 2 > rows;
  return { parts: wanted.filter(isAll), apart: wanted.filter((part) => !isAll(part)) };
}

/** Columns that are sensible to name, beside a name, likeliest first. */
function sensibleParts(
  columns: readonly HeaderCells[],
  names: readonly { readonly index: number }[],
): KeyPart[] {
  return columns
    .filter(({ index }) => !names.some((name) => name.index === index))
    .flatMap(({ name, index, form }): KeyPart[] => {
      const kind = partKindOf(name);
      const isFull = form.values > 0 && form.form !== 'url' && form.form !== 'long text';
      if (!isFull || isIdHeader(name)) return [];
      if (isAddressHeader(name) && (kind !== 'address' || form.form !== 'text')) return [];
      // A time of a day is a date; a time that a race took is a result.
      if (/^time$/i.test(name) && form.form !== 'date') return [];
      if (kind !== undefined) {
        const isAmount = isNumeric(form.form) && !['year', 'integer'].includes(form.form);
        return isAmount || (form.form === 'integer' && !isPartial(kind) && kind !== 'edition')
          ? []
          : [{ name, index, kind }];
      }
      const isWord = form.form === 'text' || form.form === 'code' || form.form === 'date';
      const isCategory = isWord && form.values > 5 && form.distinct * 2 <= form.values;
      return isCategory ? [{ name, index, kind: 'other' }] : [];
    })
    .sort((a, b) => senseOf(a.kind) - senseOf(b.kind));
}

/** What is said of every row whether names repeat or not: the day on which two sides met. */
export function partsOfMatch(
  columns: readonly HeaderCells[],
  names: readonly { readonly name: string; readonly index: number }[],
): KeyParts {
  const found = findParts(columns, names);
  const times = sensibleParts(columns, names).filter(({ kind }) => isTime(kind));
  const when = times.find(({ kind }) => kind === 'date') ?? times[0];
  const isDated = [...found.parts, ...found.apart].some(({ kind }) => isTime(kind));
  const parts = when === undefined || isDated ? found.parts : [when, ...found.parts];
  return { parts: [...parts, ...found.apart], apart: [] };
}

/** The smallest set of sensible columns that leaves no two rows alike. */
export function findParts(
  columns: readonly HeaderCells[],
  names: readonly { readonly name: string; readonly index: number }[],
): KeyParts {
  const rows = columns[0]?.cells.length ?? 0;
  const cellsOf = new Map(columns.map(({ index, cells }) => [index, cells]));
  const tuple = (row: number, indices: readonly number[]): string =>
    indices.map((index) => cellsOf.get(index)?.[row] ?? '').join('\u0000');
  const all = columns.map(({ index }) => index);
  // Rows that say the same throughout are one row written twice.
  const different = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const key = tuple(row, all);
    if (!different.has(key)) different.set(key, row);
  }
  const nameIndices = names.map(({ index }) => index);
  const byName = new Map<string, number[]>();
  for (const row of different.values()) {
    const name = tuple(row, nameIndices);
    if (name.trim() === '') continue;
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  const shared = [...byName.values()].filter((set) => set.length > 1);
  if (shared.length === 0) return { parts: [], apart: [] };
  const repeated = shared.reduce((sum, rowsOfName) => sum + rowsOfName.length, 0);
  /** Rows of one name that are still alike. */
  const alike = (parts: readonly KeyPart[]): number =>
    shared.reduce((sum, set) => {
      const told = set.map((row) =>
        tuple(
          row,
          parts.map(({ index }) => index),
        ),
      );
      const isTold = new Set(told).size === set.length && !told.some((text) => /^\0*$/.test(text));
      return isTold ? sum : sum + set.length;
    }, 0);
  const candidates = sensibleParts(columns, names).slice(0, 9);
  // A few damaged cells are no reason to name every row by one column more.
  const set =
    smallest(candidates, (parts) => alike(parts) === 0) ??
    smallest(candidates, (parts) => alike(parts) * 20 <= repeated);
  if (set === undefined) return { parts: [], apart: [] };
  const isMany = repeated * 5 > different.size;
  // Two films of one title are two films; two seasons of a player are parts of one career.
  const isWork = names.some(({ name }) => sortOfName(name) === 'work');
  const isPartOfMany = set.some(({ kind }) => isPartial(kind) && !(isWork && kind === 'year'));
  // Towns of one name lie in different states, and stay towns.
  const isWhere = set.every(({ kind }) => ['place', 'address', 'span', 'debut'].includes(kind));
  return isMany && (isPartOfMany || (!isWork && !isWhere && repeated * 2 > different.size))
    ? { parts: set, apart: [] }
    : { parts: [], apart: set };
}

/** The first single, pair or triple that does, in order of sense. */
function smallest(
  candidates: readonly KeyPart[],
  does: (parts: readonly KeyPart[]) => boolean,
): readonly KeyPart[] | undefined {
  const sets: (readonly KeyPart[])[] = candidates.map((one) => [one]);
  candidates.forEach((one, i) => {
    for (const other of candidates.slice(i + 1)) sets.push([one, other]);
  });
  const sensible = candidates.filter(({ kind }) => kind !== 'other').slice(0, 6);
  sensible.forEach((one, i) => {
    sensible.slice(i + 1).forEach((two, j) => {
      for (const three of sensible.slice(i + j + 2)) sets.push([one, two, three]);
    });
  });
  const weight = (set: readonly KeyPart[]): number =>
    set.reduce((sum, { kind }) => sum + 4 + senseOf(kind) + (kind === 'other' ? 8 : 0), 0);
  return sets.sort((a, b) => weight(a) - weight(b)).find(does);
}
