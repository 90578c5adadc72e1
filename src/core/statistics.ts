/** A column that the extension knows how to ask about. */
export interface Statistic {
  readonly id: string;
  readonly title: string;
  /** Headers under which tables carry it, as `normalizeHeader` leaves them. */
  readonly headers: readonly string[];
}

export const knownStatistics: readonly Statistic[] = [
  {
    id: 'span',
    title: 'Span',
    headers: ['span', 'career', 'careerspan', 'playingspan', 'years', 'yearsactive'],
  },
  {
    id: 'matches',
    title: 'Matches',
    headers: ['mat', 'mats', 'match', 'matches', 'tests', 'm', 'mts', 'matchesplayed'],
  },
  {
    id: 'innings',
    title: 'Innings',
    headers: ['inns', 'inn', 'inngs', 'innings', 'i', 'inningsbatted'],
  },
  { id: 'not-outs', title: 'Not outs', headers: ['no', 'nos', 'notout', 'notouts'] },
  { id: 'runs', title: 'Runs', headers: ['runs', 'r', 'totalruns', 'runsscored'] },
  {
    id: 'highest-score',
    title: 'Highest score',
    headers: ['hs', 'hiscore', 'highscore', 'highestscore', 'topscore', 'bestscore', 'highest'],
  },
  {
    id: 'average',
    title: 'Average',
    headers: ['ave', 'avg', 'average', 'battingaverage', 'battingavg', 'batavg', 'batave'],
  },
  {
    id: 'hundreds',
    title: 'Hundreds',
    headers: ['100', '100s', 'hundred', 'hundreds', 'century', 'centuries', 'tons'],
  },
  {
    id: 'fifties',
    title: 'Fifties',
    headers: ['50', '50s', 'fifty', 'fifties', 'halfcentury', 'halfcenturies'],
  },
  { id: 'ducks', title: 'Ducks', headers: ['0', '0s', 'duck', 'ducks', 'zeros', 'zeroes'] },
];

/** Asked unless others are chosen. Not outs are known, but few people care to have them learned. */
export const defaultStatistics: readonly string[] = knownStatistics
  .map(({ id }) => id)
  .filter((id) => id !== 'not-outs');

/** A header without case, spaces and punctuation: `not_outs`, `Not Outs` and `NotOuts` are one. */
export const normalizeHeader = (header: string): string =>
  header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const byHeader = new Map(
  knownStatistics.flatMap((statistic) => statistic.headers.map((header) => [header, statistic])),
);

/** The known statistic that a column of this header holds. */
export const statisticOf = (header: string): Statistic | undefined =>
  byHeader.get(normalizeHeader(header));
