import { UserError } from '../common/userError.ts';
import type { HeaderCells } from './findDomain.ts';
import { isNumeric, isTextual } from './columnForm.ts';
import { isPartial, type PartKind, partKindOf, senseOf } from './keyWords.ts';
import { normalizeHeader } from './knownStatistics.ts';
import {
  headersOfNames,
  isAddressHeader,
  isIdHeader,
  rankOfName,
  sortOfName,
} from './nameHeaders.ts';

export interface KeyPart {
  readonly name: string;
  readonly index: number;
  readonly kind: PartKind;
}

/** What names a row: in every question, and in every id. */
export interface KeyReading {
  /** One column, or a first and a last name. None where rows are points in time alone. */
  readonly names: readonly { readonly name: string; readonly index: number }[];
  /** Said of every row. */
  readonly parts: readonly KeyPart[];
  /** Said only where several rows have one name. */
  readonly apart: readonly KeyPart[];
  readonly reason: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

export interface KeyWish {
  /** Headers, the name first: said of every row. */
  readonly key?: readonly string[] | undefined;
  readonly entityColumn?: string | undefined;
  readonly tellApart?: readonly string[] | undefined;
}

/**
 * Finds what names the rows of a table: the column under the likeliest header, else the first of texts
 * that differ; then the smallest set of sensible columns that leaves no two rows alike.
 *
 * @throws UserError that lists the columns, and offers those that could do, when there is none.
 */
export function findKey(
  columns: readonly HeaderCells[],
  { name, ...wish }: KeyWish & { readonly name: string },
): KeyReading {
  const [wantedName, ...wantedParts] = wish.key ?? [];
  const chosen = wantedName ?? wish.entityColumn;
  const found =
    chosen === undefined
      ? findNames(columns)
      : { names: [columnNamed(columns, chosen, name)], reason: 'as chosen', confidence: 1 };
  if (found === undefined) throw noName(columns, name);
  const { names, reason, confidence } = found;
  const asPart = (header: string): KeyPart => {
    const { index, name: title } = columnNamed(columns, header, name);
    return { name: title, index, kind: partKindOf(title) ?? 'other' };
  };
  if (wish.key !== undefined && wish.key.length > 0) {
    return { names, parts: wantedParts.map(asPart), apart: [], reason, confidence };
  }
  if (wish.tellApart !== undefined && wish.tellApart.length > 0) {
    const given = wish.tellApart.map(asPart);
    return {
      names,
      parts: given.filter(({ kind }) => isPartial(kind)),
      apart: given.filter(({ kind }) => !isPartial(kind)),
      reason,
      confidence,
    };
  }
  return { names, ...findParts(columns, names), reason, confidence };
}

function findNames(
  columns: readonly HeaderCells[],
): Pick<KeyReading, 'names' | 'reason' | 'confidence'> | undefined {
  const first = columns.find(({ name }) => headersOfNames.first.includes(normalizeHeader(name)));
  const last = columns.find(({ name }) => headersOfNames.last.includes(normalizeHeader(name)));
  const ranked = columns
    .flatMap((column) => {
      const rank = rankOfName(column.name);
      if (rank === undefined || !mayName(column)) return [];
      return [{ column, rank, likelihood: rank < 10 ? rank : rank + repeatsIn(column) }];
    })
    .sort((a, b) => a.likelihood - b.likelihood);
  const [best] = ranked;
  if (first && last && (best === undefined || best.rank > 10)) {
    return { names: [first, last], reason: 'a first and a last name', confidence: 0.95 };
  }
  for (const { column, rank } of ranked) {
    // Repeats under a header of people are told of, and no reason to look elsewhere.
    if (rank < 10 || !isRepeatedTooOften(column, columns)) {
      return { names: [column], reason: 'its header holds names', confidence: 0.95 };
    }
  }
  const text = columns.find(
    (column) =>
      column.form.form === 'text' &&
      column.form.distinct === column.form.values &&
      !isAddressHeader(column.name) &&
      !isIdHeader(column.name),
  );
  if (text) return { names: [text], reason: 'texts that all differ', confidence: 0.7 };
  // A few repeats are told apart: no reason to take another column.
  const nearly = columns
    .filter(
      ({ name, form }) =>
        form.form === 'text' &&
        !isAddressHeader(name) &&
        !isIdHeader(name) &&
        form.distinct > 0.8 * form.values,
    )
    .sort((a, b) => b.form.distinct - a.form.distinct)[0];
  if (nearly) return { names: [nearly], reason: 'texts of which few repeat', confidence: 0.6 };
  const time = columns.find(
    ({ name, form }) =>
      ['year', 'date', 'season'].includes(partKindOf(name) ?? '') &&
      ['year', 'date', 'text', 'span', 'figures'].includes(form.form),
  );
  const repeated =
    time && time.form.distinct < time.form.values
      ? columns.find(
          (column) =>
            (column.form.form === 'text' || column.form.form === 'code') &&
            !isAddressHeader(column.name) &&
            !isIdHeader(column.name) &&
            findParts(columns, [column]).parts.length > 0,
        )
      : undefined;
  if (repeated) return { names: [repeated], reason: 'texts that repeat in time', confidence: 0.6 };
  if (time) return { names: [time], reason: 'points in time', confidence: 0.8 };
  const code = columns.find(
    ({ form }) => form.form === 'code' && form.distinct === form.values && form.values > 1,
  );
  if (code) return { names: [code], reason: 'codes that all differ', confidence: 0.5 };
  return best && { names: [best.column], reason: 'its header holds names', confidence: 0.4 };
}

/** Of values that repeat, from 0 to 100: a few are told apart, many belong to other names. */
const repeatsIn = ({ form }: HeaderCells): number =>
  form.values === 0 ? 0 : 100 * (1 - form.distinct / form.values);

const mayName = ({ form }: HeaderCells): boolean =>
  isTextual(form.form) || form.form === 'flag' || form.values === 0;

/** Whether rows of one name are so many that no sensible column tells them apart. */
function isRepeatedTooOften(column: HeaderCells, columns: readonly HeaderCells[]): boolean {
  const { form } = column;
  if (form.distinct === form.values || form.values === 0) return false;
  if (form.distinct > 0.8 * form.values) return false;
  const { parts, apart } = findParts(columns, [column]);
  return parts.length + apart.length === 0;
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
      if (kind !== undefined) {
        const isAmount = isNumeric(form.form) && !['year', 'integer'].includes(form.form);
        return isAmount || (form.form === 'integer' && !isPartial(kind))
          ? []
          : [{ name, index, kind }];
      }
      const isWord = form.form === 'text' || form.form === 'code' || form.form === 'date';
      const isCategory = isWord && form.values > 5 && form.distinct * 2 <= form.values;
      return isCategory ? [{ name, index, kind: 'other' }] : [];
    })
    .sort((a, b) => senseOf(a.kind) - senseOf(b.kind));
}

function findParts(
  columns: readonly HeaderCells[],
  names: readonly { readonly name: string; readonly index: number }[],
): Pick<KeyReading, 'parts' | 'apart'> {
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

function columnNamed(columns: readonly HeaderCells[], wanted: string, name: string): HeaderCells {
  const column =
    columns.find((one) => one.name === wanted) ??
    columns.find((one) => normalizeHeader(one.name) === normalizeHeader(wanted));
  if (column !== undefined) return column;
  const list = columns.map((one) => one.name).join(', ');
  throw new UserError(
    `${name} has no column “${wanted}”. Its columns: ${list === '' ? 'none with a name' : list}. Name the one to use in cricketLora.dataset.key.`,
    'open settings',
  );
}

function noName(columns: readonly HeaderCells[], name: string): UserError {
  const list = columns.map((column) => column.name).join(', ');
  return new UserError(
    `${name} has no column that names what its rows are about (Player, Name, Title, City …). Its columns: ${list === '' ? 'none with a name of its own' : list}. Name the one to use, and what else tells rows apart, in cricketLora.dataset.key.`,
    'open settings',
  );
}
