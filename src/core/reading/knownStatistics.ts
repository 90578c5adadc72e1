import cricket from '../../../data/domains/cricket.json';
import type { CellKind } from './cell.ts';

/** What a table is about: decides what a header such as `Ave` or `Runs` means. */
export type Discipline = 'batting' | 'bowling' | 'fielding';

/** A column that the extension knows how to ask about. */
export interface Statistic {
  readonly id: string;
  readonly title: string;
  /** What its values count or measure. */
  readonly unit: string;
  readonly discipline: Discipline | 'any';
  /** Headers under which any table carries it, as `normalizeHeader` leaves them. */
  readonly headers: readonly string[];
  /** Headers that mean it in a table of its discipline only. */
  readonly shared?: readonly string[];
  /** What its cells may be. */
  readonly forms: readonly CellKind[];
  /** Only cricket has it: evidence of what a table is about. */
  readonly telling?: boolean;
  /** Asked unless others are chosen. */
  readonly usual?: boolean;
}

export const knownStatistics = cricket.statistics as readonly Statistic[];

/** Whether a known statistic is asked unless others are chosen. */
export const isUsual = ({ usual }: Statistic): boolean => usual === true;

/** A header without case, spaces and punctuation: `not_outs`, `Not Outs` and `NotOuts` are one. */
export const normalizeHeader = (header: string): string =>
  header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const headersOf = (discipline: Discipline | 'any'): ReadonlyMap<string, Statistic> =>
  new Map(
    knownStatistics.flatMap((statistic) => [
      ...statistic.headers.map((header) => [header, statistic] as const),
      ...(statistic.discipline === discipline ? (statistic.shared ?? []) : []).map(
        (header) => [header, statistic] as const,
      ),
    ]),
  );

const byHeader = {
  batting: headersOf('batting'),
  bowling: headersOf('bowling'),
  fielding: headersOf('fielding'),
};

/** The known statistic that a column of this header holds in a table of this discipline. */
export const statisticOf = (
  header: string,
  discipline: Discipline = 'batting',
): Statistic | undefined => byHeader[discipline].get(normalizeHeader(header));

/** Headers that only a bowling table has beside Runs and Ave, and so for fielding. */
const telling = {
  bowling: ['maidens', 'wickets', 'best-innings', 'best-match', 'economy'],
  fielding: ['dismissals', 'catches', 'stumpings', 'most-dismissals'],
};

/**
 * What a table with these headers is about. One with highest scores is a batting table whatever else
 * it holds.
 */
export function disciplineOf(headers: readonly string[]): Discipline {
  const ids = new Set(headers.map((header) => statisticOf(header)?.id));
  if (ids.has('highest-score') || ids.has('hundreds')) return 'batting';
  if (telling.bowling.some((id) => ids.has(id))) return 'bowling';
  return telling.fielding.some((id) => ids.has(id)) ? 'fielding' : 'batting';
}
