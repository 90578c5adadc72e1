import { say, type Sentence } from '../common/sentence.ts';
import type { CsvRecord } from '../csv/csvRecord.ts';
import { askedApart, type AskedAs } from './askedAs.ts';
import type { Column } from './column.ts';
import { type ColumnRole, roleOf, whyNot } from './columnRole.ts';
import { type ColumnForm, type Form, isNumeric, isTextual, readForm } from './columnForm.ts';
import type { DamageContext } from './damage.ts';
import { damageContextOf } from './damageContext.ts';
import { type Domain, generalDomain } from './domain.ts';
import {
  type DomainReading,
  type DomainWish,
  findDomain,
  fittingStatistic,
  type HeaderCells,
} from './findDomain.ts';
import { findHeader, type HeaderPlace } from './findHeader.ts';
import { findKey, type KeyReading, type KeyWish } from './findKey.ts';
import { type HeaderWords, headerWords } from './headerWords.ts';
import { normalizeHeader, type Statistic, statisticOf } from './knownStatistics.ts';
import { sortOfName } from './nameHeaders.ts';
import { isStarElsewhere } from './notOutStar.ts';
import { partKindOf, sayPart } from './keyWords.ts';
import { numberHeaders } from './numberHeaders.ts';

/** What a person says of one column, over what is found. */
export interface ColumnWish {
  /** False: never asked. */
  readonly ask?: boolean | undefined;
  readonly form?: Form | undefined;
  /** What questions call it. */
  readonly words?: string | undefined;
  readonly unit?: string | undefined;
  /** Whether cells that look damaged are asked all the same. */
  readonly damaged?: 'leave out' | 'keep' | undefined;
}

export interface ReadingWishes extends KeyWish, DomainWish {
  /** 1-based line of the header. */
  readonly headerLine?: number | undefined;
  /** Cells that hold no value, instead of those that are found. */
  readonly missing?: readonly string[] | undefined;
  /** By header. */
  readonly columns?: Readonly<Record<string, ColumnWish>> | undefined;
  /** A person's own domain, in place of the general one. */
  readonly ownDomain?: Domain | undefined;
}

/** What a column is, and how sure that is. */
export interface ColumnMeaning {
  readonly column: Column;
  readonly role: ColumnRole;
  readonly form: Form;
  readonly statistic?: Statistic;
  /** How it is asked where no known statistic describes it. */
  readonly asked: AskedAs;
  readonly damage: DamageContext;
  readonly keepsDamaged: boolean;
  /** Why it is not asked unless it is chosen. */
  readonly notAsked?: Sentence;
  readonly reason: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

/** The reading of a table from its beginning: everything else draws from it. */
export interface Understanding {
  readonly header: HeaderPlace;
  /** Cells of the header. */
  readonly width: number;
  readonly meanings: readonly ColumnMeaning[];
  readonly key: KeyReading;
  readonly domain: DomainReading;
  /** Columns without a name, which nothing can ask about. */
  readonly unnamed: number;
}

/**
 * Understands a table from its first records.
 *
 * @returns undefined where there is nothing but a header, or not even that
 * @throws UserError when nothing names the rows, or a wish names a column that is not there.
 */
export function understand(
  records: readonly CsvRecord[],
  { name, ...wishes }: ReadingWishes & { readonly name: string },
): Understanding | undefined {
  const header = findHeader(records, wishes.headerLine);
  const top = header && records[header.at];
  if (header === undefined || top === undefined) return undefined;
  const rows = records
    .slice(header.at + (header.units ? 2 : 1))
    .filter(({ width }) => width >= top.width);
  const all = cellsBelow(top, rows);
  const named = all.filter((column) => column.name !== '');
  const domain = findDomain(named, name, wishes);
  const key = findKey(named, { name, ...wishes });
  const about = key.reason === 'points in time' ? timeSortOf(named, key) : nameSortOf(key);
  const headers = named.map((column) => column.name);
  const measure = measureOf(named);
  const rowNames = sayNames(named, key);
  const taken = new Set<string>();
  const askedSo = new Set<string>();
  const starApart = named.some((column) => isStarElsewhere(column.name));
  const meanings = named.map((cells): ColumnMeaning => {
    const wish = wishOf(wishes.columns, cells.name);
    const form = { ...cells.form, form: wish.form ?? formIn(cells, domain) };
    const fitting =
      domain.id === 'cricket' ? fittingStatistic(cells, domain.discipline) : undefined;
    const isTaken = fitting !== undefined && taken.has(fitting.id);
    const statistic =
      isTaken || (fitting?.id === 'highest-score' && starApart) ? undefined : fitting;
    const role = roleOf({ ...cells, form }, { key, domain, statistic, names: rowNames });
    if (statistic && role === 'statistic') taken.add(statistic.id);
    const plain = top.cell(cells.index).trim();
    const plainWords = headerWords(plain, { unit: header.units?.[cells.index], headers });
    const words = ordinalWords(plain, {
      at: named.filter(({ index }) => index < cells.index && top.cell(index).trim() === plain)
        .length,
      of: named.filter(({ index }) => top.cell(index).trim() === plain).length,
      words: plainWords,
    });
    const said = {
      words: wish.words ?? words.words,
      ...(words.isUnsayable && wish.words === undefined ? { isUnsayable: true as const } : {}),
      ...((wish.unit ?? words.unit) === undefined ? {} : { unit: wish.unit ?? words.unit ?? '' }),
    };
    const ask = {
      header: cells.name,
      words: said,
      form,
      isNumbered: words !== plainWords,
      measure,
      isSmall: isTextual(form.form) && cells.cells.every((cell) => /^(?:\P{Lu}|$)/u.test(cell)),
      isYesNo: cells.cells.some((cell) => /^(?:yes|no)$/i.test(cell)),
      domain: wishes.ownDomain ?? generalDomain,
      about,
    };
    const isWithoutForm =
      domain.id === 'cricket' && fitting === undefined && role === 'attribute'
        ? statisticOf(cells.name, domain.discipline)
        : undefined;
    const found =
      isWithoutForm === undefined
        ? whyNot(role, cells)
        : say('its values are not in the form of “{0}”', isWithoutForm.title);
    const notAsked = wish.ask === false ? say('as chosen') : wish.ask ? undefined : found;
    return {
      column: columnOf(cells, { form, role, missing: wishes.missing }),
      role,
      form: form.form,
      ...(statistic && role === 'statistic' ? { statistic } : {}),
      asked: askedApart(ask, askedSo),
      damage: damageContextOf(cells, {
        form: form.form,
        isName: role === 'name',
        isTitle: about === 'work',
        isKey: role === 'key',
        statistic,
      }),
      keepsDamaged: wish.damaged === 'keep',
      ...(notAsked === undefined ? {} : { notAsked }),
      reason: statistic
        ? `the header means ${statistic.title.toLowerCase()}`
        : `cells look like ${form.form}`,
      confidence: Number((form.share * (statistic ? domain.confidence : 1)).toFixed(2)),
    };
  });
  const unnamed = all.length - named.length;
  return { header, width: top.width, meanings, key, domain, unnamed };
}

/** What names each row and is said of it, in one text. */
const sayNames = (
  columns: readonly HeaderCells[],
  { names, parts, joiner = ' ' }: KeyReading,
): string[] => {
  const cellsOf = (list: KeyReading['names']): (readonly string[])[] =>
    list.flatMap(({ index }) =>
      columns.filter((column) => column.index === index).map(({ cells }) => cells),
    );
  const named = cellsOf(names);
  const said = cellsOf(parts);
  return (columns[0]?.cells ?? []).map((_, row) =>
    [named.map((cells) => cells[row]).join(joiner), ...said.map((cells) => cells[row])].join(' '),
  );
};

/** Days are `on 2019-04-05`; years and months are `in 2019`. */
const timeSortOf = (columns: readonly HeaderCells[], { names }: KeyReading): 'time' | 'day' => {
  const [cell = ''] = columns.find(({ index }) => index === names[0]?.index)?.cells ?? [];
  return sayPart('date', cell, '').startsWith('on') ? 'day' : 'time';
};

const nameSortOf = ({ names, joiner }: KeyReading): ReturnType<typeof sortOfName> =>
  joiner === undefined ? sortOfName(names[0]?.name ?? '') : 'thing';

/** What columns of years are figures of, where one column says it throughout: `GDP (current US$)`. */
const measureOf = (columns: readonly HeaderCells[]): string | undefined =>
  columns.find(
    ({ name, form }) =>
      /^(?:indicator|series|measure|variable|metric|item|subject)(?:name|title)?$/.test(
        normalizeHeader(name),
      ) &&
      form.distinct === 1 &&
      form.values > 2,
  )?.cells[0];

/** The columns of a header. */
function cellsBelow(top: CsvRecord, rows: readonly CsvRecord[]): HeaderCells[] {
  const names = numberHeaders(top.cells.map((cell) => cell.trim()));
  return names.map((name, index) => {
    const cells = rows.map((row) => row.cell(index).trim());
    const form = readForm(cells);
    // R writes the names of rows below an empty header.
    const isOfNames =
      name === '' && index === 0 && form.form === 'text' && form.distinct === rows.length;
    return { name: isOfNames && !names.includes('name') ? 'name' : name, index, cells, form };
  });
}

/** Of columns that have one header, `second population`. */
const ordinalWords = (
  header: string,
  { at, of, words }: { readonly at: number; readonly of: number; readonly words: HeaderWords },
): HeaderWords =>
  of < 2 || header === ''
    ? words
    : { ...words, words: `${ordinals[at] ?? `${at + 1}th`} ${words.words}` };

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

const wishOf = (wishes: ReadingWishes['columns'], header: string): ColumnWish => {
  const [, wish = {}] =
    Object.entries(wishes ?? {}).find(
      ([one]) => normalizeHeader(one) === normalizeHeader(header),
    ) ?? [];
  return wish;
};

function columnOf(
  { name, index, cells }: HeaderCells,
  of: {
    readonly form: ColumnForm;
    readonly role: ColumnRole;
    readonly missing: readonly string[] | undefined;
  },
): Column {
  const { form, mark } = of.form;
  const words =
    form === 'code'
      ? 'codes'
      : of.role === 'name'
        ? 'names'
        : isTextual(form)
          ? 'texts'
          : undefined;
  return {
    name,
    index,
    ...(words === undefined ? {} : { words }),
    ...(of.role === 'name' && isMarked(cells) ? { marks: true as const } : {}),
    ...(of.missing === undefined ? {} : { missing: new Set(of.missing) }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** A few marks are damage; many are usual, and mean something else than the name. */
function isMarked(cells: readonly string[]): boolean {
  const marked = cells.filter((cell) => /\p{L}[*+†‡§^]+$/u.test(cell)).length;
  return marked > 2 && marked * 5 > cells.length;
}

/** Not out is marked in cricket alone; elsewhere a star is the mark of a footnote. */
const formIn = ({ name, form: { form } }: HeaderCells, { id }: DomainReading): Form =>
  form === 'score' && id !== 'cricket' && !statisticOf(name)?.forms.includes('score')
    ? 'integer'
    : form;

/** Whether a part of the key, or a form, stands for an amount that rows can be sorted by. */
export const isAmount = ({ form, column }: Pick<ColumnMeaning, 'form' | 'column'>): boolean =>
  isNumeric(form) && partKindOf(column.name) !== 'year';
