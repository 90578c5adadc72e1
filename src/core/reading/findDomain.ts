import { say, joined, type Sentence } from '../common/sentence.ts';
import { cricket, type MatchFormat } from './domain.ts';
import { amountOf } from './cell.ts';
import type { ColumnForm } from './columnForm.ts';
import {
  type Discipline,
  disciplineOf,
  normalizeHeader,
  type Statistic,
  statisticOf,
} from './knownStatistics.ts';

/** A header with what stands below it. */
export interface HeaderCells {
  readonly name: string;
  readonly index: number;
  readonly cells: readonly string[];
  readonly form: ColumnForm;
}

/** What a table is about. */
export interface DomainReading {
  readonly id: 'cricket' | 'general';
  readonly discipline: Discipline;
  readonly format?: MatchFormat;
  /** The column that holds each row's own format, by its place. */
  readonly formatColumn?: number;
  readonly reason: Sentence;
  /** From 0 to 1. */
  readonly confidence: number;
}

export interface DomainWish {
  /** `cricket`, `general`, or undefined: found. */
  readonly domain?: string | undefined;
  /** A format's id. */
  readonly format?: string | undefined;
}

/** The statistic that a header means, where the cells have its form. */
export function fittingStatistic(
  { name, form }: HeaderCells,
  discipline: Discipline,
): Statistic | undefined {
  const statistic = statisticOf(name, discipline);
  if (statistic === undefined || form.values === 0) return statistic;
  const fitting = statistic.forms.reduce((sum, kind) => sum + form.counts[kind], 0);
  return fitting * 2 >= form.values ? statistic : undefined;
}

/**
 * Cricket where several headers that only cricket has agree and their cells have the statistic's form;
 * then the format: a column of formats, the file's name, figures that one format alone allows.
 */
export function findDomain(
  columns: readonly HeaderCells[],
  fileName: string,
  wish: DomainWish = {},
): DomainReading {
  const discipline = disciplineOf(columns.map(({ name }) => name));
  const file = fileName.toLowerCase();
  const known = columns.flatMap((column) => fittingStatistic(column, discipline) ?? []);
  const telling = known.filter((statistic) => statistic.telling);
  const foreign = columns.filter(({ name }) => cricket.foreign.includes(normalizeHeader(name)));
  const others = known.length - telling.length;
  const named = columns.some(({ name }) => cricket.tellingEntities.includes(normalizeHeader(name)));
  // Not out is marked nowhere else.
  const stars = columns.some(({ form }) => form.form === 'score');
  const byFile = cricket.files.some((part) => file.includes(part));
  const formatColumn = columns.find((column) => isFormatColumn(column));
  const evidence =
    telling.length +
    Number(named) +
    Number(byFile) +
    Number(stars) +
    (formatColumn && known.length > 0 ? 2 : 0);
  const isCricket =
    wish.domain === 'cricket' ||
    (wish.domain === undefined &&
      known.length > 0 &&
      foreign.length * 2 < telling.length + 1 &&
      (evidence > 1 || (evidence === 1 && others > 1 && telling.length > 0)));
  if (!isCricket) {
    const reason =
      wish.domain === undefined
        ? foreign.length > 0 && telling.length > 0
          ? say('{0} is no statistic of cricket', foreign[0]?.name ?? '')
          : say('no two columns that only cricket has')
        : say('cricketLora.dataset.domain says {0}', wish.domain);
    return { id: 'general', discipline, reason, confidence: known.length > 1 ? 0.7 : 0.95 };
  }
  const clues = [
    ...telling.map(({ title }) => title),
    ...(named ? [say('the names’ header')] : []),
    ...(stars ? [say('not-out stars')] : []),
    ...(byFile ? [say('the file’s name')] : []),
  ];
  const reason = say(
    '{0} say cricket',
    clues.length === 0 ? say('its columns') : joined(clues.slice(0, 4), ', '),
  );
  const confidence = Math.min(1, 0.6 + 0.1 * evidence);
  if (formatColumn !== undefined && wish.format === undefined) {
    return { id: 'cricket', discipline, formatColumn: formatColumn.index, reason, confidence };
  }
  const format = findFormat(columns, file, { discipline, wanted: wish.format });
  return { id: 'cricket', discipline, ...(format && { format }), reason, confidence };
}

/** The format that a cell names. */
export const formatNamed = (cell: string): MatchFormat | undefined =>
  cricket.formats.find(({ id, values = [] }) =>
    [id, ...values].includes(cell.trim().toLowerCase()),
  );

const isFormatColumn = ({ name, cells }: HeaderCells): boolean =>
  /^(match)?(format|type|competition)$|^matchtype$/.test(normalizeHeader(name)) &&
  cells.filter((cell) => formatNamed(cell) !== undefined).length * 2 > cells.length;

function findFormat(
  columns: readonly HeaderCells[],
  file: string,
  { discipline, wanted }: { readonly discipline: Discipline; readonly wanted?: string | undefined },
): MatchFormat | undefined {
  if (wanted !== undefined) return cricket.formats.find(({ id }) => id === wanted);
  const words = file.replace(/\.\w+$/, '').replace(/[_-]+/g, ' ');
  const named = cricket.formats
    .flatMap((format) => (format.files ?? []).map((pattern) => ({ format, pattern })))
    .sort((a, b) => b.pattern.length - a.pattern.length)
    .find(({ pattern }) => new RegExp(`(?:^|[^a-z])(?:${pattern})(?:[^a-z]|$)`).test(words));
  if (named !== undefined) return named.format;
  if (columns.some(({ name }) => normalizeHeader(name) === 'tests')) {
    return cricket.formats.find(({ id }) => id === 'test');
  }
  // Only in matches of two innings a side do players bat more often than they play.
  const amounts = (id: string): number[] => {
    const column = columns.find((one) => fittingStatistic(one, discipline)?.id === id);
    return column?.cells.map((cell) => amountOf(cell)) ?? [];
  };
  const matches = amounts('matches');
  const innings = amounts(discipline === 'bowling' ? 'innings-bowled' : 'innings');
  const sum = (all: readonly number[]): number =>
    all.reduce((total, one) => total + (Number.isNaN(one) ? 0 : one), 0);
  const isTwice = matches.length > 0 && sum(innings) > 1.2 * sum(matches);
  if (!isTwice) return undefined;
  // Of first-class careers the longest have many more matches than any of Tests has.
  const most = Math.max(...matches.filter((one) => !Number.isNaN(one)));
  return cricket.formats.find(({ id }) => id === (most > 210 ? 'first-class' : 'test'));
}
