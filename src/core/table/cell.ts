import type { Cells } from '../csv/csvRecord.ts';
import type { Column } from './column.ts';

/**
 * What a cell is by the look of it. `count` 11953, `score` 400* (not out), `decimal` 52.88, `bound`
 * 9800+ (at least), `span` 1990-2006 with a hyphen, any dash or none, `figures` 8/43 (best bowling),
 * `flag` True, `text` anything else, `missing` nothing.
 */
export const cellKinds = [
  'count',
  'score',
  'decimal',
  'bound',
  'span',
  'figures',
  'flag',
  'text',
  'missing',
] as const;
export type CellKind = (typeof cellKinds)[number];

/** A cell's value as goldens carry it: without surrounding space, undefined where there is none. */
export function valueOf(row: Cells, column: Column): string | undefined {
  const value = row.cell(column.index).trim();
  return isMissing(value) ? undefined : value;
}

/**
 * Blank, a dash (never batted), `DNB`, or what other programs write for "no value". U+FFFD stands
 * where the file's bytes made no character: what was meant is lost.
 */
export function isMissing(value: string): boolean {
  if (value.length > 5 && !value.includes('\uFFFD')) return false;
  const code = value.charCodeAt(0);
  // A digit: the usual case, and never the beginning of any of these.
  if (code >= 48 && code <= 57) return value.includes('\uFFFD');
  return missing.test(value);
}

const missing = /^(?:|[-–—]+|n\/?a|nan|-?inf|none|null|t?dnb|\(dnb\))$|\uFFFD/i;

/** Two years with any of the dashes that people write between them, or none. */
const span = /^((?:1[6-9]|20)\d\d) ?[-/\u2010-\u2014\u2212]? ?((?:1[6-9]|20)\d\d)$/;

/** The kind of a trimmed cell. */
export function cellKindOf(value: string): CellKind {
  if (isDigits(value)) return value.length === 8 && span.test(value) ? 'span' : 'count';
  if (isMissing(value)) return 'missing';
  const code = value.charCodeAt(0);
  if ((code < 48 || code > 57) && code !== 45 && code !== 46) {
    return /^(?:true|false)$/i.test(value) ? 'flag' : 'text';
  }
  if (/^-\d+$/.test(value)) return 'count';
  if (/^-?\d*[.,]\d+$/.test(value)) return /^-?\d{1,3},\d{3}$/.test(value) ? 'count' : 'decimal';
  if (/^-?\d{1,3}(?:,\d{2,3})*,\d{3}$/.test(value)) return 'count';
  if (/^[\d,]+\*$/.test(value)) return 'score';
  if (/^[\d,]+\+$/.test(value)) return 'bound';
  if (span.test(value)) return 'span';
  return /^\d{1,2}\/\d{1,3}$/.test(value) ? 'figures' : 'text';
}

/** First and last year of a span; undefined for anything else. */
export function yearsOf(value: string): readonly [number, number] | undefined {
  const [, from, to] = span.exec(value) ?? [];
  return from === undefined || to === undefined ? undefined : [Number(from), Number(to)];
}

/** The number that a count, score (its star dropped) or decimal stands for; NaN for anything else. */
export function amountOf(value: string): number {
  const last = value.charCodeAt(value.length - 1);
  const plain = last >= 48 && last <= 57 ? Number(value) : Number.NaN;
  // Most are plain; the others need a closer look.
  if (!Number.isNaN(plain)) return plain;
  switch (cellKindOf(value)) {
    case 'count':
    case 'score':
      return Number(value.replace(/[,*]/g, ''));
    case 'decimal':
      return Number(value.replace(',', '.'));
    case 'bound':
    case 'span':
    case 'figures':
    case 'flag':
    case 'text':
    case 'missing':
      return Number.NaN;
  }
}

function isDigits(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return value !== '';
}
