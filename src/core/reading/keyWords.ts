import { isJoinedSpan } from './cell.ts';
import { normalizeHeader } from './knownStatistics.ts';

/** What a column of a key says of a row, and so how a question says it. */
export type PartKind =
  | 'year'
  | 'season'
  | 'date'
  | 'format'
  | 'match'
  | 'opponent'
  | 'ground'
  | 'round'
  | 'team'
  | 'place'
  | 'address'
  | 'span'
  | 'debut'
  | 'platform'
  | 'maker'
  | 'edition'
  | 'other';

/** In order of sense: what people would name first to tell two rows apart. */
const kinds: readonly (readonly [PartKind, RegExp])[] = [
  ['year', /^(?:year|yr|fiscalyear|fy|jahr)$/],
  ['season', /season|saison/],
  [
    'date',
    /^date$|matchdate|gamedate|startdate|^day$|^month$|^quarter$|^period$|^time$|^datetime$|^timestamp$/,
  ],
  [
    'format',
    /^(?:match)?format$|^competition$|^league$|^tournament$|^event$|^race$|^grandprix$|^discipline$/,
  ],
  ['match', /^match(?:name|title)?$|^fixture$/],
  ['opponent', /^opponent|^opposition|^against$|^vs$|^versus$/],
  ['ground', /^ground$|^venue$|^stadium$|^track$|^circuit$|^course$|^arena$/],
  ['round', /^round$|^stage$|^phase$|^matchday$|^week$|^gameweek$/],
  ['team', /^team|^club$|^squad$|^franchise$|^nation$|^nationality$|^side$|team$/],
  [
    'place',
    /^country$|^state$|^st$|^province$|^region$|^county$|^city$|^land$|^continent$|^(?:admin|state|province|region|county|country)name$/,
  ],
  ['address', /address|street/],
  ['span', /^span$|^years$|^career/],
  ['debut', /^start$|^debut|^from$|^born$|^birthyear$|^released?$|^released?year$/],
  ['maker', /^(?:authors?|artists?|directors?|composers?|developers?)(?:names?)?$/],
  ['platform', /^platform$|^console$|^channel$|^network$/],
  ['edition', /^edition$|^modelyear$|^version$|^vintage$|^variant$|^volume$/],
];

/** Parts of which a row is one of many about the same: never left unsaid. */
const partial: readonly PartKind[] = [
  'year',
  'season',
  'date',
  'format',
  'match',
  'opponent',
  'ground',
  'round',
];
export const isPartial = (kind: PartKind): boolean => partial.includes(kind);

/** The kind of a column by its header; undefined for one that is no usual part of a key. */
export const partKindOf = (header: string): PartKind | undefined =>
  kinds.find(([, headers]) => headers.test(normalizeHeader(header)))?.[0];

/** 0 is what people name first. */
export const senseOf = (kind: PartKind): number => {
  const at = kinds.findIndex(([one]) => one === kind);
  return at === -1 ? kinds.length : at;
};

const monthNames = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;

/** A part of a key in words, as it follows the name: `in 2019`, `against New Zealand`. */
export function sayPart(kind: PartKind, cell: string, header: string): string {
  const value = isJoinedSpan(cell) ? `${cell.slice(0, 4)}-${cell.slice(4)}` : cell;
  switch (kind) {
    case 'year':
    case 'debut':
      return `in ${value}`;
    case 'season':
      return /^\d{4}$/.test(value) ? `in ${value}` : `in the ${value} season`;
    case 'date':
      if (/^\d{1,2}[.:]\d\d(?:[.:]\d\d)?$/.test(value)) return `at ${value}`;
      return /^\d{4}$/.test(value) ||
        (monthNames.test(value) && !/(?<!\d)\d{1,2}(?!\d)/.test(value))
        ? `in ${value}`
        : `on ${value}`;
    case 'format':
      if (/format/i.test(header))
        return `in ${value}${/^[\w-]{1,6}$/.test(value) ? ' matches' : ''}`;
      return /^[A-Z\d]{1,2}$/.test(value) ? `in ${header.toLowerCase()} ${value}` : `in ${value}`;
    case 'match':
      return `in ${/^\d+$/.test(value) ? `match ${value}` : value}`;
    case 'maker':
      return `by ${value}`;
    case 'opponent':
      return `against ${value}`;
    case 'ground':
    case 'address':
      return `at ${value}`;
    case 'round':
      return /^\d+$/.test(value) ? `in ${header.toLowerCase()} ${value}` : `in the ${value}`;
    case 'team':
      return `for ${value}`;
    case 'place':
      return `in ${value}`;
    case 'platform':
      return `on ${value}`;
    case 'edition':
      return `of ${header.toLowerCase().replace(/_/g, ' ')} ${value}`;
    case 'span':
      return `of ${value}`;
    case 'other':
      return `with ${header} ${value}`;
  }
}

/** Values of a part as years are changed by time: a question about them is in the past tense. */
export const isTime = (kind: PartKind): boolean => ['year', 'season', 'date'].includes(kind);
