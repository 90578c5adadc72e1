import { cricket } from './domain.ts';
import { normalizeHeader } from './knownStatistics.ts';

/** Headers of people, as `normalizeHeader` leaves them, likeliest first. */
const people = [
  'player',
  'players',
  'playername',
  'batter',
  'batters',
  'battername',
  'batsman',
  'batsmen',
  'batsmanname',
  'batswoman',
  'cricketer',
  'name',
  'names',
  'fullname',
  'bowler',
  'bowlers',
  'fielder',
  'wicketkeeper',
  'athlete',
  'person',
  'actor',
  'driver',
  'rider',
  'golfer',
  'swimmer',
  'runner',
  'cyclist',
  'jockey',
  'boxer',
  'wrestler',
  'skater',
  'skier',
  'pitcher',
  'hitter',
  'goalkeeper',
  'quarterback',
  'employee',
  'student',
  'candidate',
  'politician',
  'laureate',
  'passenger',
  '선수',
  '선수명',
  '이름',
  '姓名',
  '球员',
  '球员姓名',
  '选手',
  '選手',
  '選手名',
  'खिलाड़ी',
];

/** A song before its album, an episode before its series. */
const works = [
  'title',
  'film',
  'movie',
  'book',
  'song',
  'track',
  'episode',
  'game',
  'show',
  'album',
  'series',
];
const events = ['grandprix', 'race', 'match', 'fixture', 'tournament', 'battle', 'election'];
const things = [
  'element',
  'hospital',
  'hospitalname',
  'facility',
  'school',
  'university',
  'college',
  'institution',
  'company',
  'companyname',
  'security',
  'organization',
  'organisation',
  'firm',
  'bank',
  'fund',
  'airline',
  'store',
  'restaurant',
  'hotel',
  'museum',
  'park',
  'compound',
  'drug',
  'disease',
  'breed',
  'character',
  'app',
  'brand',
  'product',
  'model',
  'car',
  'species',
  'animal',
  'planet',
  'river',
  'mountain',
  'lake',
  'island',
  'airport',
  'station',
  'pokemon',
  'dish',
  'food',
  'drink',
  'ship',
  'bridge',
  'building',
];
const teams = ['team', 'club', 'squad', 'franchise', 'teamname', 'clubname'];
const places = [
  'city',
  'town',
  'country',
  'countryname',
  'land',
  'state',
  'county',
  'province',
  'district',
  'nation',
  'location',
  'place',
];
/** What other things have, more often than rows are about them. */
const belongings = ['capital', 'language', 'currency', 'king', 'queen', 'president'];
const lastResort = ['symbol', 'ticker', 'code'];

/** `Country/Territory`, `Country or region`: of several words for one thing, the first. */
const firstOf = (header: string): string => header.split(/\s*(?:\/|\bor\b|\()/i, 1)[0] ?? header;

/** How likely a header names what rows are about: 0 is likeliest; undefined for others. */
export const rankOfName = (header: string): number | undefined =>
  rankOf(normalizeHeader(header)) ?? rankOf(normalizeHeader(firstOf(header)));

function rankOf(wanted: string): number | undefined {
  const at = [people, works, [...events, ...things], teams, places, belongings].findIndex((list) =>
    list.includes(wanted),
  );
  if (at === 0) return people.indexOf(wanted) / 100;
  if (at > 0) return 10 * at;
  if (
    /name$|^nameof/.test(wanted) &&
    !/(?:file|user|nick|first|last|sur|middle|given|family|admin|league|region|parent|category|group|type|series|indicator|nationality)name$/.test(
      wanted,
    )
  ) {
    return 5 + Math.max(0, works.indexOf(wanted.slice(0, -4))) / 100;
  }
  if (wanted.endsWith('title') && !/(?:job|sub|page)title$/.test(wanted)) return 12;
  return lastResort.includes(wanted) ? 80 : undefined;
}

export const headersOfNames = {
  first: ['firstname', 'forename', 'givenname', 'first'],
  last: ['lastname', 'surname', 'familyname', 'last'],
};

/** The two sides of a match, by the headers of their columns. */
export const headersOfSides = [
  /^(?:home(?:team|side|club|teamname)?|localteam|team(?:1|one|a)(?:name)?)$/,
  /^(?:away(?:team|side|club|teamname)?|visit(?:or|ing)(?:team)?|team(?:2|two|b)(?:name)?)$/,
] as const;

/** Words about a thing, which name none. */
export const isProseHeader = (header: string): boolean =>
  /description|overview|summary|synopsis|plot|abstract|comment|review|notes?$|remarks?$|biography|tagline|caption|lyrics/i.test(
    header,
  );

export const isAddressHeader = (header: string): boolean =>
  /address|street|url|link|website|email|phone|poster|image|photo/i.test(header);

/** `id`, `player_id`, `uuid`: made for machines. */
export const isIdHeader = (header: string): boolean =>
  /^(?:id|Id|ID|uuid|guid|key|pk|rowid|index|#)$|(?:_id|[a-z]Id|ID)$|^id_/.test(header.trim()) ||
  /^(?:identifier|recordid)$/.test(normalizeHeader(header));

/** What a row is about, by the header of its name: decides between `from` and `in`. */
export function sortOfName(header: string): 'person' | 'work' | 'team' | 'place' | 'thing' {
  const whole = normalizeHeader(header);
  const wanted = rankOf(whole) === undefined ? normalizeHeader(firstOf(header)) : whole;
  if (works.includes(wanted) || /^(?:film|movie|book|album|song|track)|title$/.test(wanted)) {
    return 'work';
  }
  if (teams.includes(wanted)) return 'team';
  if (places.includes(wanted)) return 'place';
  const isPerson =
    (people.includes(wanted) || cricket.entities.includes(wanted)) && !/^names?$/.test(wanted);
  return isPerson || /player|driver|coach|batter|bowler/.test(wanted) ? 'person' : 'thing';
}
