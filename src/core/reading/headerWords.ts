import general from '../../../data/domains/general.json';
import { inSpokenOrder } from './spokenOrder.ts';
import { isOpaque } from './opaqueWords.ts';

const words = general.words as Readonly<Record<string, string>>;
const senses = general.senses as readonly {
  readonly word: string;
  readonly with: readonly string[];
  readonly words: string;
}[];
const units = general.units as Readonly<Record<string, string>>;
/** Units that are written out, by themselves in small letters. */
const written = new Map(Object.values(units).map((unit) => [unit.toLowerCase(), unit]));

/** A header as a question says it. */
export interface HeaderWords {
  /** `field goal percentage` of `FG%`; `height` of `height_cm`. */
  readonly words: string;
  /** `centimetres`; absent where the header has none. */
  readonly unit?: string;
  /** Whether it is no name of a thing, such as `listed_in`, or holds an abbreviation that is not read aloud. */
  readonly isUnsayable?: true;
}

/** What else stands about a header. */
interface Beside {
  /** A unit that stands elsewhere, as in a line below the header. */
  readonly unit?: string | undefined;
  /** The table's headers: they tell what an abbreviation stands for. */
  readonly headers?: readonly string[];
}

/**
 * A header in words: snake_case and CamelCase cut, abbreviations written out, its unit apart. Capital
 * letters stay where they are part of a name: `Olympic medals`, `GDP`.
 */
export function headerWords(
  header: string,
  { unit: given, headers = [] }: Beside = {},
): HeaderWords {
  const asked = header
    .replace(/\s*\?\s*$/, '')
    .replace(/\s*\((per [^)]+)\)$/, ' $1')
    .replace(/\s*[([]((?:1[5-9]|20)\d\d)[)\]]$/, ' $1');
  const bracket = /^(.*\S)\s*[([]([^)\]]+)[)\]]\s*$/.exec(asked);
  const inBrackets = unitOf(bracket?.[2] ?? given ?? '');
  const bare = inBrackets !== undefined && bracket ? (bracket[1] ?? asked) : asked;
  const [, measured, quotient] = /^(.+)[_ ]([^\s_]+\/[^\s_]+)$/.exec(bare) ?? [];
  const perUnit = inBrackets === undefined ? unitOf(quotient ?? '') : undefined;
  const parts = cut(perUnit === undefined ? bare : (measured ?? bare));
  const tail = (inBrackets ?? perUnit) === undefined ? tailUnit(parts) : undefined;
  const unit = inBrackets ?? perUnit ?? tail?.unit;
  const kept = parts.slice(0, parts.length - (tail?.length ?? 0)).map(withoutPoint);
  const beside = new Set(headers.map((other) => other.toLowerCase()));
  const all = kept.map((part) => senseOf(part, beside) ?? sayWord(part, parts)).join(' ');
  const said = inSpokenOrder(withoutNumberOf(all), headers, header);
  return {
    words: said === '' ? header : said,
    ...(unit === undefined ? {} : { unit }),
    ...(isPhrase(said) ||
    kept.some((part) => isUnspoken(part, { beside, isAlone: kept.length === 1 }))
      ? { isUnsayable: true as const }
      : {}),
  };
}

/** `Pop.` is `Pop`, where that is known. */
const withoutPoint = (part: string): string =>
  Object.hasOwn(words, part.toLowerCase().replace(/\.$/, '')) ? part.replace(/\.$/, '') : part;

const senseOf = (part: string, headers: ReadonlySet<string>): string | undefined =>
  senses.find(
    (one) => one.word === part.toLowerCase() && one.with.some((other) => headers.has(other)),
  )?.words;

/** `listed in`, `in charts`, `is member`, `aged 65 older`, `freedom to make choices`: what no question can put an article before. */
const isPhrase = (said: string): boolean =>
  /^(?:in|on|at|by|with|from|to|is|has|was|were|are|had|does|did|can|meets|accepts|offers|includes|contains|requires) /.test(
    said,
  ) ||
  /^[a-z]+ed \d/.test(said) ||
  / (?:in|by|on|at|with|from|to)$/.test(said) ||
  / to (?:be|do|get|give|go|have|make|take|use|win|work)(?: |$)/.test(said);

/** Not among the abbreviations that are known here, and none that a person would read aloud. */
const isUnspoken = (
  part: string,
  { beside, isAlone }: { readonly beside: ReadonlySet<string>; readonly isAlone: boolean },
): boolean =>
  (words[part.toLowerCase()] ?? part.toLowerCase()) === part.toLowerCase() &&
  senseOf(part, beside) === undefined &&
  (isAlone || unitOf(part) === undefined) &&
  isOpaque(part, isAlone);

/** `club name` says no more than `club`. */
const namesOf =
  /^(clubs?|teams?|country|countries|city|company|nationality|district|league|county|state|artists?|authors?|brand|publisher|taster|director) names?$/;

/** `beds` of `number of beds`, because a question counts them anyway. */
function withoutNumberOf(words: string): string {
  const [, after, before] =
    /^(?:total )?(?:number|no\.?|count) (?:of )?(.+)$|^(.+) count$/.exec(words) ?? [];
  const counted = after ?? (before === undefined ? undefined : pluralOf(before));
  if (counted !== undefined && isPlural(counted)) return counted;
  return words.replace(namesOf, '$1').replace(/^released (month|day|date)$/, 'release $1');
}

/** `artists` of `artist count`. */
const pluralOf = (words: string): string =>
  isPlural(words) || /[sxy]$/.test(words) ? words : `${words}s`;

/** What a question calls a unit; undefined for what is none that is known. */
export function unitOf(text: string): string | undefined {
  const unit = text
    .trim()
    .toLowerCase()
    .replace(/\^(?=\d)/g, '')
    .replace(/\b(sq|mi|km|ft|in)\./g, '$1');
  if (Object.hasOwn(units, unit)) return units[unit];
  if (written.has(unit)) return written.get(unit);
  const [, before = '', scale = '', after = ''] =
    /^(?:in )?([^\sa-z]?|us\$|usd|eur|gbp) ?(thousands?|k|mn?|millions?|bn?|billions?)\.? ?([^\sa-z]?|usd|eur|gbp)$/.exec(
      unit,
    ) ?? [];
  const currency = before || after;
  const [, measure, whole] = /^(\S+) per ([a-z]+)$/.exec(unit) ?? [];
  if (measure !== undefined && Object.hasOwn(units, measure))
    return `${units[measure] ?? ''} per ${whole ?? ''}`;
  const [, power, scaledUnit = ''] = /^10(\d+) ?([a-z]+)$/.exec(unit) ?? [];
  if (power !== undefined && Object.hasOwn(units, scaledUnit))
    return `10^${power} ${units[scaledUnit] ?? ''}`;
  const scaled = { t: 'thousands', k: 'thousands', m: 'millions', b: 'billions' }[scale.charAt(0)];
  if (currency === '' || scaled === undefined || !Object.hasOwn(units, currency)) return undefined;
  return `${scaled} of ${units[currency] ?? currency}`;
}

/** `height_cm`, `gdp_usd_bn`, `temp_c`: a unit of so many words at the end, never all of a header. */
function tailUnit(parts: readonly string[]): { unit?: string; length: number } | undefined {
  const [measure = '', last = ''] = parts.slice(-2).map((part) => part.toLowerCase());
  const scaled = parts.length > 2 && isCurrency(measure) ? unitOf(`${measure} ${last}`) : undefined;
  if (scaled !== undefined) return { unit: scaled, length: 2 };
  const degrees = temperatures.has(measure) ? unitOf(`°${last}`) : undefined;
  if (degrees !== undefined) return { unit: degrees, length: 1 };
  if (parts.length < 2 || !isTailUnit(parts.at(-1) ?? '')) return undefined;
  const unit = unitOf(last);
  return { ...(unit !== undefined && { unit }), length: 1 };
}

const temperatures: ReadonlySet<string> = new Set(['temp', 'temperature', 'tmin', 'tmax']);
const isCurrency = (part: string): boolean => ['usd', 'eur', 'gbp'].includes(part);

const isTailUnit = (part: string): boolean =>
  part === 'ft' ||
  part === 'deg' ||
  ['km', 'cm', 'mm', 'kg', 'lb', 'lbs', 'km2', 'km²', 'usd', 'eur', 'gbp', 'mins', 'bn'].includes(
    part.toLowerCase(),
  );

function cut(header: string): string[] {
  return header
    .replace(/%/g, ' percentage ')
    .replace(/#/g, ' number ')
    .replace(/_+/g, ' ')
    .replace(/ \/ (?=\d)/g, ' per ')
    .replace(/\(s\)/g, 's')
    .replace(/\b(Number|Count|Total|Date|Year|Name)of(?=[A-Z])/g, '$1 of ')
    .replace(/([a-z])(\d{1,2}[ap]m)\b/g, '$1 at $2')
    .replace(/\b(\p{L}\p{Ll}{2,})(\d{1,2})\b/gu, '$1 $2')
    .replace(/\b(\d+) (week|day|month|year)\b/gi, '$1-$2')
    .replace(/([A-Z]{2})([A-Z][a-z]{2})/g, '$1 $2')
    .replace(/([a-z\d])([A-Z][a-z])/g, '$1 $2')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[.:]+$/, '')
    .split(/\s+/)
    .filter((part) => part !== '');
}

function sayWord(part: string, parts: readonly string[]): string {
  const lower = part.toLowerCase();
  // One letter is an abbreviation only alone.
  const isKnown = Object.hasOwn(words, lower) && (parts.length === 1 || lower.length > 1);
  if (isKnown) return words[lower] ?? lower;
  if (/^[A-Z\d]{2,5}$/.test(part) && parts.some((other) => /[a-z]/.test(other))) return part;
  if (/^[A-Z\d]{1,4}$/.test(part) && parts.length === 1) return part;
  if (/^[A-Z](?:\/[A-Z])+$/.test(part)) return part;
  // In a sentence, `Olympic medals`, a capital inside belongs to a name.
  const isSentence = parts
    .slice(1)
    .some((other) => /^[a-z]/.test(other) && !functionWords.has(other));
  const isName = /^[A-Z]/.test(part) && isSentence && part !== parts[0];
  return isName ? part : lower;
}

/** Written small in titles, too. */
const functionWords = new Set('a an and at by for from in of on or per the to with'.split(' '));

/** Whether words have the form of a plural and count nothing: `net sales`. */
export const isPluralOnly = (said: string): boolean =>
  /(?:^| )(?:sales|earnings|revenues|assets|profits|takings|savings)$/.test(said);

/** Whether words mean a number of things: `goals`, `points per game`. */
export function isPlural(said: string): boolean {
  const [head = ''] = said.split(
    / (?:per|in|on|for|against|of|to|with|by|at|from|who|that|than|played|made|taken)(?: |$)/,
  );
  const noun = head.split(' ').at(-1) ?? '';
  if (isPluralOnly(head) || isMeasure.test(said)) return false;
  if (['people', 'children', 'men', 'women'].includes(noun)) return true;
  return (
    /[^suiy]s$|ies$|[^aeiou]ys$|ees$|oys$/.test(noun) && noun.length > 3 && !singular.has(noun)
  );
}

/** `citations per faculty score` is a score. */
const isMeasure = / (?:score|rank|ratio|rate|index|rating|average)$/;

const singular = new Set(['status', 'series', 'species', 'gross', 'mass', 'class', 'headquarters']);
