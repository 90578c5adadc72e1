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
}

export const knownStatistics: readonly Statistic[] = [
  {
    id: 'span',
    title: 'Span',
    unit: 'years',
    discipline: 'any',
    headers: ['span', 'career', 'careerspan', 'playingspan', 'years', 'yearsactive'],
  },
  {
    id: 'matches',
    title: 'Matches',
    unit: 'matches',
    discipline: 'any',
    headers: ['mat', 'mats', 'match', 'matches', 'tests', 'm', 'mts', 'matchesplayed'],
  },
  {
    id: 'innings',
    title: 'Innings',
    unit: 'innings',
    discipline: 'batting',
    headers: ['inningsbatted', 'battinginnings', 'batinns'],
    shared: ['inns', 'inn', 'inngs', 'innings', 'i'],
  },
  {
    id: 'not-outs',
    title: 'Not outs',
    unit: 'innings',
    discipline: 'batting',
    headers: ['notout', 'notouts', 'nos'],
    shared: ['no'],
  },
  {
    id: 'runs',
    title: 'Runs',
    unit: 'runs',
    discipline: 'batting',
    headers: ['totalruns', 'runsscored', 'battingruns'],
    shared: ['runs', 'r'],
  },
  {
    id: 'highest-score',
    title: 'Highest score',
    unit: 'runs',
    discipline: 'batting',
    headers: ['hs', 'hiscore', 'highscore', 'highestscore', 'topscore', 'bestscore', 'highest'],
  },
  {
    id: 'average',
    title: 'Average',
    unit: 'runs a dismissal',
    discipline: 'batting',
    headers: ['battingaverage', 'battingavg', 'batavg', 'batave', 'batav'],
    shared: ['ave', 'avg', 'average'],
  },
  {
    id: 'hundreds',
    title: 'Hundreds',
    unit: 'innings',
    discipline: 'batting',
    headers: ['100', '100s', 'hundred', 'hundreds', 'century', 'centuries', 'tons'],
  },
  {
    id: 'fifties',
    title: 'Fifties',
    unit: 'innings',
    discipline: 'batting',
    headers: ['50', '50s', 'fifty', 'fifties', 'halfcentury', 'halfcenturies'],
  },
  {
    id: 'ducks',
    title: 'Ducks',
    unit: 'dismissals',
    discipline: 'batting',
    headers: ['0', '0s', 'duck', 'ducks', 'zeros', 'zeroes'],
  },
  {
    id: 'balls-faced',
    title: 'Balls faced',
    unit: 'balls',
    discipline: 'batting',
    headers: ['bf', 'ballsfaced'],
    shared: ['balls', 'b'],
  },
  {
    id: 'strike-rate',
    title: 'Strike rate',
    unit: 'runs in 100 balls',
    discipline: 'batting',
    headers: ['battingstrikerate', 'batsr'],
    shared: ['sr', 'strikerate'],
  },
  {
    id: 'fours',
    title: 'Fours',
    unit: 'fours',
    discipline: 'batting',
    headers: ['4s', 'fours', 'boundaries', 'boundary'],
    shared: ['4'],
  },
  {
    id: 'sixes',
    title: 'Sixes',
    unit: 'sixes',
    discipline: 'batting',
    headers: ['6s', 'sixes', 'six'],
    shared: ['6'],
  },
  {
    id: 'innings-bowled',
    title: 'Innings bowled in',
    unit: 'innings',
    discipline: 'bowling',
    headers: ['inningsbowled', 'bowlinginnings', 'bowlinns'],
    shared: ['inns', 'inn', 'inngs', 'innings', 'i'],
  },
  {
    id: 'balls-bowled',
    title: 'Balls bowled',
    unit: 'balls',
    discipline: 'bowling',
    headers: ['ballsbowled'],
    shared: ['balls', 'b'],
  },
  {
    id: 'overs',
    title: 'Overs',
    unit: 'overs',
    discipline: 'bowling',
    headers: ['overs', 'oversbowled'],
    shared: ['o', 'ov'],
  },
  {
    id: 'maidens',
    title: 'Maidens',
    unit: 'overs',
    discipline: 'bowling',
    headers: ['maidens', 'mdns', 'mdn', 'maiden'],
  },
  {
    id: 'runs-conceded',
    title: 'Runs conceded',
    unit: 'runs',
    discipline: 'bowling',
    headers: ['runsconceded', 'conceded', 'runsgiven'],
    shared: ['runs', 'r'],
  },
  {
    id: 'wickets',
    title: 'Wickets',
    unit: 'wickets',
    discipline: 'bowling',
    headers: ['wkts', 'wkt', 'wickets', 'wicket', 'wicketstaken'],
    shared: ['w'],
  },
  {
    id: 'best-innings',
    title: 'Best bowling in an innings',
    unit: 'wickets/runs',
    discipline: 'bowling',
    headers: ['bbi', 'bestinnings', 'bestbowlinginnings', 'bestbowlinginaninnings'],
    shared: ['bb', 'bestbowling', 'best'],
  },
  {
    id: 'best-match',
    title: 'Best bowling in a match',
    unit: 'wickets/runs',
    discipline: 'bowling',
    headers: ['bbm', 'bestmatch', 'bestbowlingmatch', 'bestbowlinginamatch'],
  },
  {
    id: 'bowling-average',
    title: 'Bowling average',
    unit: 'runs a wicket',
    discipline: 'bowling',
    headers: ['bowlingaverage', 'bowlingavg', 'bowlavg', 'bowlave', 'bowlav'],
    shared: ['ave', 'avg', 'average'],
  },
  {
    id: 'economy',
    title: 'Economy rate',
    unit: 'runs an over',
    discipline: 'bowling',
    headers: ['econ', 'economy', 'economyrate', 'econrate', 'rpo'],
    shared: ['er'],
  },
  {
    id: 'bowling-strike-rate',
    title: 'Bowling strike rate',
    unit: 'balls a wicket',
    discipline: 'bowling',
    headers: ['bowlingstrikerate', 'bowlsr'],
    shared: ['sr', 'strikerate'],
  },
  {
    id: 'four-wickets',
    title: 'Four-wicket innings',
    unit: 'innings',
    discipline: 'bowling',
    headers: ['4w', '4wi', 'fourwickets', 'fourwickethauls'],
    shared: ['4'],
  },
  {
    id: 'five-wickets',
    title: 'Five-wicket innings',
    unit: 'innings',
    discipline: 'bowling',
    headers: ['5w', '5wi', 'fivewickets', 'fivewickethauls', 'fifers'],
    shared: ['5'],
  },
  {
    id: 'ten-wickets',
    title: 'Ten-wicket matches',
    unit: 'matches',
    discipline: 'bowling',
    headers: ['10w', '10wm', 'tenwickets', 'tenwicketmatches', 'tenwickethauls'],
    shared: ['10'],
  },
  {
    id: 'innings-fielded',
    title: 'Innings fielded in',
    unit: 'innings',
    discipline: 'fielding',
    headers: ['inningsfielded', 'fieldinginnings'],
    shared: ['inns', 'inn', 'inngs', 'innings', 'i'],
  },
  {
    id: 'dismissals',
    title: 'Dismissals',
    unit: 'dismissals',
    discipline: 'fielding',
    headers: ['dis', 'dismissals'],
  },
  {
    id: 'catches',
    title: 'Catches',
    unit: 'catches',
    discipline: 'fielding',
    headers: ['ct', 'catches', 'catch', 'catchestaken'],
    shared: ['c'],
  },
  {
    id: 'stumpings',
    title: 'Stumpings',
    unit: 'stumpings',
    discipline: 'fielding',
    headers: ['st', 'stumpings', 'stumped'],
  },
  {
    id: 'most-dismissals',
    title: 'Most dismissals in an innings',
    unit: 'dismissals',
    discipline: 'fielding',
    headers: ['maxdis', 'maxdismissals', 'mostdismissals', 'maxdisinns'],
    shared: ['md'],
  },
  {
    id: 'dismissals-per-innings',
    title: 'Dismissals an innings',
    unit: 'dismissals an innings',
    discipline: 'fielding',
    headers: ['di', 'disinns', 'disinn', 'dismissalsperinnings', 'dismissalsinnings'],
  },
];

/**
 * Asked of a batting table unless others are chosen. Not outs, balls and boundaries are known, but few
 * people care to have them learned.
 */
export const defaultStatistics: readonly string[] = [
  'span',
  'matches',
  'innings',
  'runs',
  'highest-score',
  'average',
  'hundreds',
  'fifties',
  'ducks',
];

/** Whether a known statistic is asked unless others are chosen. */
export const isUsual = ({ id, discipline }: Statistic): boolean =>
  discipline === 'bowling' || discipline === 'fielding' || defaultStatistics.includes(id);

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
