import { say, type Sentence } from '../common/sentence.ts';
import { UserError } from '../common/userError.ts';
import type { HeaderCells } from './findDomain.ts';
import { isTextual } from './columnForm.ts';
import { findParts, partsOfMatch, type KeyPart, type KeyParts, sayParts } from './keyParts.ts';
import { isPartial, isTime, partKindOf } from './keyWords.ts';
import { normalizeHeader } from './knownStatistics.ts';
import {
  headersOfNames,
  headersOfSides,
  isAddressHeader,
  isIdHeader,
  isProseHeader,
  rankOfName,
} from './nameHeaders.ts';

/** What names a row: in every question, and in every id. */
export interface KeyReading extends KeyParts {
  /** One column, or a first and a last name. None where rows are points in time alone. */
  readonly names: readonly { readonly name: string; readonly index: number }[];
  /** What stands between two of them; a space where absent. */
  readonly joiner?: string;
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

/** What is said of settings that `key` has replaced, where they are used. */
export function deprecations(
  { key, entityColumn, tellApart = [] }: KeyWish,
  { names }: Pick<KeyReading, 'names'>,
): readonly { readonly message: Sentence }[] {
  const used = [
    ...(entityColumn === undefined ? [] : ['cricketLora.dataset.entityColumn']),
    ...(tellApart.length === 0 ? [] : ['cricketLora.dataset.tellApart']),
  ];
  if (used.length === 0 || key !== undefined) return [];
  const headers = JSON.stringify([...names.map(({ name }) => name), ...tellApart]);
  const [one = '', other] = used;
  return [
    {
      message:
        other === undefined
          ? say('{0} has become cricketLora.dataset.key: {1}', one, headers)
          : say('{0} and {1} have become cricketLora.dataset.key: {2}', one, other, headers),
    },
  ];
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
  const { names, ...why } = found;
  const asPart = (header: string): KeyPart => {
    const { index, name: title } = columnNamed(columns, header, name);
    return { name: title, index, kind: partKindOf(title) ?? 'other' };
  };
  if (wantedName !== undefined) {
    const [second, ...others] = wantedParts;
    const isMatch = second !== undefined && areSides(wantedName, second);
    const isWhole = isMatch || isFirstAndLast(wantedName, second);
    const all = isWhole && second ? [...names, columnNamed(columns, second, name)] : names;
    const wanted = (isWhole ? others : wantedParts).map(asPart);
    const joiner = isMatch ? { joiner: versus } : {};
    return { names: all, ...joiner, ...sayParts(columns, all, wanted), ...why };
  }
  if (wish.tellApart !== undefined && wish.tellApart.length > 0) {
    const given = wish.tellApart.map(asPart);
    return {
      names,
      parts: given.filter(({ kind }) => isPartial(kind)),
      apart: given.filter(({ kind }) => !isPartial(kind)),
      ...why,
    };
  }
  const isMatch = found.joiner !== undefined;
  return { names, ...(isMatch ? partsOfMatch : findParts)(columns, names), ...why };
}

/** A first and a last name, in either order, are one. */
const isFirstAndLast = (name: string, second: string | undefined): boolean =>
  second !== undefined &&
  (['first', 'last'] as const).every((kind) =>
    [name, second].some((header) => headersOfNames[kind].includes(normalizeHeader(header))),
  );

/** Between the two sides of a match. */
const versus = ' v ';

const areSides = (one: string, other: string): boolean =>
  headersOfSides[0].test(normalizeHeader(one)) && headersOfSides[1].test(normalizeHeader(other));

function findNames(
  columns: readonly HeaderCells[],
): Pick<KeyReading, 'names' | 'joiner' | 'reason' | 'confidence'> | undefined {
  const first = columns.find(({ name }) => headersOfNames.first.includes(normalizeHeader(name)));
  const last = columns.find(({ name }) => headersOfNames.last.includes(normalizeHeader(name)));
  const ranked = columns
    .flatMap((column) => {
      const rank = rankOfName(column.name);
      if (rank === undefined || !mayName(column)) return [];
      return [{ column, rank, likelihood: rank < 5 ? rank : rank + repeatsIn(column) }];
    })
    .sort((a, b) => a.likelihood - b.likelihood);
  const [best] = ranked;
  if (first && last && (best === undefined || best.rank > 10)) {
    return { names: [first, last], reason: 'a first and a last name', confidence: 0.95 };
  }
  const sides = headersOfSides.map((headers) =>
    columns.find((one) => headers.test(normalizeHeader(one.name)) && one.form.form === 'text'),
  );
  const [home, away] = sides;
  if (home && away && (best === undefined || best.rank > 5)) {
    return { names: [home, away], joiner: versus, reason: 'two sides of a match', confidence: 0.9 };
  }
  for (const { column, rank } of ranked) {
    // Repeats under a header of people are told of, and no reason to look elsewhere.
    if (rank < 5 || !isRepeatedTooOften(column, columns)) {
      return { names: [column], reason: 'its header holds names', confidence: 0.95 };
    }
  }
  const text = columns.find(
    (column) => isWording(column) && column.form.distinct === column.form.values,
  );
  if (text) return { names: [text], reason: 'texts that all differ', confidence: 0.7 };
  // A few repeats are told apart: no reason to take another column. Rows with a number of their own
  // and no name have none.
  const isNumbered = columns.some(
    ({ name, form }) => isIdHeader(name) && form.values > 1 && form.distinct === form.values,
  );
  const nearly = columns
    .filter(() => !isNumbered)
    .filter((column) => isWording(column) && column.form.distinct > 0.8 * column.form.values)
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
  // Of measurements that have a year and nothing else to tell them by, the year is no name.
  const isPoint =
    time !== undefined &&
    (time.form.distinct * 2 >= time.form.values || findParts(columns, [time]).parts.length > 0);
  if (isPoint) return { names: [time], reason: 'points in time', confidence: 0.8 };
  const code = columns.find(
    ({ form }) => form.form === 'code' && form.distinct === form.values && form.values > 1,
  );
  if (code) return { names: [code], reason: 'codes that all differ', confidence: 0.5 };
  return best && { names: [best.column], reason: 'its header holds names', confidence: 0.4 };
}

/** Of values that repeat, from 0 to 100: a few are told apart, many belong to other names. */
const repeatsIn = ({ form }: HeaderCells): number =>
  form.values === 0 ? 0 : 100 * (1 - form.distinct / form.values);

/** Codes and texts, but not one text throughout, nor in a few rows alone. */
const mayName = ({ form, cells }: HeaderCells): boolean => {
  if (form.values === 0) return true;
  if (!isTextual(form.form) && form.form !== 'flag') return false;
  const filled = cells.filter((cell) => /[\p{L}\p{N}]/u.test(cell)).length;
  return filled * 2 > cells.length && (form.distinct > 1 || form.values < 3);
};

/** Texts in nearly all rows that could be names: no amounts with a unit, addresses, or prose. */
const isWording = ({ name, form, cells }: HeaderCells): boolean =>
  form.form === 'text' &&
  form.values > 0.8 * cells.length &&
  !isAddressHeader(name) &&
  !isIdHeader(name) &&
  !isProseHeader(name) &&
  !isTime(partKindOf(name) ?? 'other') &&
  cells.filter((cell) => /^[-+#(]?\d[\d.,:/-]*\s?\p{L}{0,4}$/u.test(cell)).length * 2 < form.values;

/** Whether rows of one name are so many that no sensible column tells them apart. */
function isRepeatedTooOften(column: HeaderCells, columns: readonly HeaderCells[]): boolean {
  const { form } = column;
  if (form.distinct === form.values || form.values === 0) return false;
  if (form.distinct > 0.8 * form.values) return false;
  const { parts, apart } = findParts(columns, [column]);
  return parts.length + apart.length === 0;
}

function columnNamed(columns: readonly HeaderCells[], wanted: string, name: string): HeaderCells {
  const column =
    columns.find((one) => one.name === wanted) ??
    columns.find((one) => normalizeHeader(one.name) === normalizeHeader(wanted));
  if (column !== undefined) return column;
  const list = columns.map((one) => one.name).join(', ');
  throw new UserError(
    say(
      '{0} has no column “{1}”. Its columns: {2}. Name the one to use in cricketLora.dataset.key.',
      name,
      wanted,
      list === '' ? say('none with a name') : list,
    ),
    'open settings',
  );
}

function noName(columns: readonly HeaderCells[], name: string): UserError {
  const list = columns.map((column) => column.name).join(', ');
  return new UserError(
    say(
      '{0} has no column that names what its rows are about (Player, Name, Title, City …). Its columns: {1}. Name the one to use, and what else tells rows apart, in cricketLora.dataset.key.',
      name,
      list === '' ? say('none with a name of its own') : list,
    ),
    'choose column',
  );
}
