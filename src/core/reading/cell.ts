import type { Cells } from '../csv/csvRecord.ts';
import type { Column } from './column.ts';

/**
 * What a cell is by the look of it. `count` 11953, `score` 400* (not out), `decimal` 52.88, `bound`
 * 9800+ (at least), `span` 1990-2006 with a hyphen, any dash or none, `figures` 8/43 (best bowling),
 * `money` $9,000, `percent` 12.5 %, `date` 2019-04-05, `flag` True or no, `text` anything else, `error` what
 * a spreadsheet writes where a formula failed, `missing` nothing.
 */
export const cellKinds = [
  'count',
  'score',
  'decimal',
  'bound',
  'span',
  'figures',
  'money',
  'percent',
  'date',
  'flag',
  'text',
  'error',
  'missing',
] as const;
export type CellKind = (typeof cellKinds)[number];

/** A cell's value as goldens carry it: without surrounding space, undefined where there is none. */
export function valueOf(row: Cells, column: Column): string | undefined {
  const value = row.cell(column.index).trim();
  return isMissingIn(value, column) ? undefined : value;
}

/** Whether a trimmed cell says "no value" in its column: among codes and names, words are values. */
export function isMissingIn(value: string, { words, missing }: Column): boolean {
  if (missing !== undefined) return missing.has(value) || isBlank(value);
  if (!isMissing(value)) return value.startsWith('#') && spreadsheetError.test(value);
  if (words === undefined || isBlank(value)) return true;
  if (words === 'codes') return !/^[A-Za-z]{2,4}$/.test(value);
  return words === 'names' ? !/^[A-Z][a-z]+$/.test(value) : !/^None$/.test(value);
}

const isBlank = (value: string): boolean => /^[-–—]*$|\uFFFD/.test(value);

/**
 * Blank, a dash (never batted), `DNB`, or what other programs write for "no value". U+FFFD stands
 * where the file's bytes made no character: what was meant is lost.
 */
function isMissing(value: string): boolean {
  if (value.length > 14 || !beginsMissing(value.charCodeAt(0))) {
    return value === '' || value.includes('\uFFFD');
  }
  return missing.test(value);
}

/** Whether a character begins any of the texts of `missing`: a look that spares most cells the rest. */
function beginsMissing(code: number): boolean {
  switch (code | 32) {
    case 0x6e: // n
    case 0x69: // i
    case 0x64: // d
    case 0x74: // t
    case 0x75: // u
      return true;
    default:
      return code === 0x2d || code === 0x28 || code === 0x3f || code === 0x2013 || code === 0x2014;
  }
}

const missing =
  /^(?:|[-–—]+|n\/?a|n\.a\.?|nan|-?inf|none|null|t?dnb|\(dnb\)|\?|not available|not applicable|unknown)$|\uFFFD/i;

const spreadsheetError = /^#(?:DIV\/0!|N\/A|REF!|VALUE!|NAME\?|NUM!|NULL!|ERROR!|SPILL!|CALC!)$/;

/** Two years with any of the dashes that people write between them, or none. */
const span = /^((?:1[6-9]|20)\d\d) ?[-/\u2010-\u2014\u2212]? ?((?:1[6-9]|20)\d\d)$/;

const months = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
const date = new RegExp(
  `^(?:\\d{4}-\\d{1,2}-\\d{1,2}(?:[ T]\\d{1,2}:\\d\\d.*)?|\\d{1,2}[/.]\\d{1,2}[/.](?:\\d{4}|\\d\\d)|\\d{1,2}[- ]${months}(?:[- ,]+(?:\\d{4}|\\d\\d))?|${months}[- ]\\d{1,2}(?:,? \\d{4})?)$`,
  'i',
);
const number = String.raw`\d+(?:[.,' ]\d+)*(?:[.,]\d+)?`;
const money = new RegExp(
  `^(?:-?(?:US|A|C)?[$€£¥₹] ?-?${number}|-?${number} ?(?:[€£$¥₹]|(?:USD|EUR|GBP)\\b)) ?(?:[KMB]|bn|million|billion)?$`,
);
const percent = new RegExp(`^[-+]?${number} ?%$`);

/** The kind of a trimmed cell. */
export function cellKindOf(value: string): CellKind {
  const digits = leadingDigits(value);
  if (digits > 0 && digits === value.length) return isJoinedSpan(value) ? 'span' : 'count';
  if (digits > 0 && isDecimal(value, digits)) return 'decimal';
  if (digits === 4 && value.length === 9 && span.test(value)) return 'span';
  const code = value.charCodeAt(0);
  if (code >= 48 && code <= 57) return value.includes('\uFFFD') ? 'missing' : numeralKindOf(value);
  if (isMissing(value)) return 'missing';
  if (code === 45 || code === 46) return numeralKindOf(value);
  if (code === 35 && spreadsheetError.test(value)) return 'error';
  if (money.test(value)) return 'money';
  if (code === 43 && percent.test(value)) return 'percent';
  if (value.length < 20 && date.test(value)) return 'date';
  return /^(?:true|false|yes|no)$/i.test(value) ? 'flag' : 'text';
}

/** Of what begins with a digit, a sign or a point and is not digits alone. */
function numeralKindOf(value: string): CellKind {
  if (/^-\d+$/.test(value)) return 'count';
  if (/^-?\d*[.,]\d+$/.test(value)) {
    return /^-?[1-9]\d{0,2},\d{3}$/.test(value) ? 'count' : 'decimal';
  }
  if (/^-?\d{1,3}(?:,\d{2,3})*,\d{3}$/.test(value)) return 'count';
  if (/^-?\d{1,3}(?:(?:,\d{3})+\.|(?:\.\d{3})+,)\d+$/.test(value)) return 'decimal';
  if (/^[\d,]+\*$/.test(value)) return 'score';
  if (/^[\d,]+\+$/.test(value)) return 'bound';
  if (span.test(value)) return 'span';
  if (/^\d{1,2}\/\d{1,3}$/.test(value)) return 'figures';
  if (percent.test(value)) return 'percent';
  if (money.test(value)) return 'money';
  return date.test(value) ? 'date' : 'text';
}

/** 20222023: a span whose dash is lost, or a number of eight digits. */
export const isJoinedSpan = (value: string): boolean =>
  value.length === 8 && leadingDigits(value) === 8 && span.test(value);

/** First and last year of a span; undefined for anything else. */
export function yearsOf(value: string): readonly [number, number] | undefined {
  const [, from, to] = span.exec(value) ?? [];
  return from === undefined || to === undefined ? undefined : [Number(from), Number(to)];
}

/**
 * The number that a count, score (its star dropped), decimal, sum of money or percentage stands for;
 * NaN for anything else.
 *
 * @param mark What the column puts before decimals: `1,234` is 1.234 where that is a comma.
 */
export function amountOf(value: string, mark: '.' | ',' = '.'): number {
  const last = value.charCodeAt(value.length - 1);
  const plain = mark === '.' && last >= 48 && last <= 57 ? Number(value) : Number.NaN;
  // Most are plain; the others need a closer look.
  if (!Number.isNaN(plain)) return plain;
  const kind = cellKindOf(value);
  if (kind === 'money' || kind === 'percent') {
    return numberIn(value.replace(/[^\d.,-]/g, ''), mark) * scaleOf(value);
  }
  return kind === 'count' || kind === 'score' || kind === 'decimal' ? numberIn(value, mark) : NaN;
}

function numberIn(value: string, mark: '.' | ','): number {
  const plain = value.replace(/\*$/, '');
  const comma = mark === ',' || /^-?(?:0|\d*),\d{1,2}$|^-?0,\d+$|^-?\d*,\d{4,}$/.test(plain);
  const isComma = comma && !/,\d{3},/.test(plain);
  return Number(isComma ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', ''));
}

const scaleOf = (value: string): number => {
  const [, letter = ''] = /([KMB])\w*$|(?<=\d ?)(million|billion|bn)$/.exec(value) ?? [];
  return { K: 1e3, M: 1e6, B: 1e9 }[letter] ?? 1;
};

/**
 * The number of digits alone, the commonest cell by far; undefined for all others, and for eight
 * digits, which may be a span.
 */
export function wholeNumberIn(cell: string): number | undefined {
  const { length } = cell;
  if (length === 0 || length === 8 || length > 15) return undefined;
  let number = 0;
  for (let i = 0; i < length; i++) {
    const digit = cell.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

function leadingDigits(value: string): number {
  let at = 0;
  while (at < value.length) {
    const code = value.charCodeAt(at);
    if (code < 48 || code > 57) break;
    at++;
  }
  return at;
}

/** Whether nothing but a point and digits follow those at the beginning. */
function isDecimal(value: string, digits: number): boolean {
  if (value.charCodeAt(digits) !== 46 || digits + 1 === value.length) return false;
  for (let at = digits + 1; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
