import { amountOf, type CellKind, cellKindOf, cellKinds, yearsOf } from './cell.ts';
import type { CodedText } from '../csv/charCodes.ts';

/**
 * Tells a cell's kind and amount from its place in a text, as `cellKindOf` and `amountOf` tell them
 * from the cell: the usual ones, numbers and names, without making a text of it.
 */
export class CellReader {
  /** Which of `cellKinds` it is. */
  kindAt = missing;
  /** NaN where the cell holds no number. */
  amount = Number.NaN;
  /** First and last year of a span; NaN where the cell holds none. */
  from = Number.NaN;
  to = Number.NaN;

  get kind(): CellKind {
    return cellKinds[this.kindAt] ?? 'missing';
  }

  read(place: CodedText, start: number, end: number): void {
    const { codes } = place;
    this.from = Number.NaN;
    let value = 0;
    let dot = -1;
    let at = start;
    let code = 0;
    for (; at < end; at++) {
      code = codes[at] ?? 0;
      if (code >= zero && code <= nine) value = value * 10 + code - zero;
      else if (code === point && dot === -1) dot = at;
      else break;
    }
    const length = end - start;
    // 8 digits may be a span without its dash; more than 15 are not exact.
    if (length === 0 || length > 15 || length === 8) this.#readText(place, start, end);
    else if (at === end && dot !== end - 1) this.#readNumber(value, dot === -1 ? 0 : end - 1 - dot);
    else if (code === star && at === end - 1 && at > start && dot === -1) {
      this.kindAt = score;
      this.amount = value;
    } else if (length === 9 && code === hyphen && this.#readSpan(codes, start)) {
      this.kindAt = span;
      this.amount = Number.NaN;
    } else this.#readText(place, start, end);
  }

  #readSpan(codes: Uint8Array, start: number): boolean {
    if (codes[start + 4] !== hyphen) return false;
    const from = yearAt(codes, start);
    const to = yearAt(codes, start + 5);
    if (Number.isNaN(from + to)) return false;
    this.from = from;
    this.to = to;
    return true;
  }

  /** Of digits and perhaps a point, which leaves so many decimals. */
  #readNumber(value: number, decimals: number): void {
    this.kindAt = decimals === 0 ? count : decimal;
    this.amount = decimals === 0 ? value : value / 10 ** decimals;
  }

  #readText({ text, codes }: CodedText, start: number, end: number): void {
    if (isName(codes, start, end)) {
      this.kindAt = textual;
      this.amount = Number.NaN;
      return;
    }
    const cell = text.slice(start, end).trim();
    this.kindAt = cellKinds.indexOf(cellKindOf(cell));
    this.amount = amountOf(cell);
    if (this.kindAt === span) [this.from, this.to] = yearsOf(cell) ?? [Number.NaN, Number.NaN];
  }
}

/** Whether it is plain, begins with a letter and is longer than any word that means "no value". */
function isName(codes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6) return false;
  const first = (codes[start] ?? 0) | 32;
  if (first < 97 || first > 122 || codes[end - 1] === 32) return false;
  for (let at = start; at < end; at++) {
    const code = codes[at] ?? 0;
    if (code < 32 || code > 126) return false;
  }
  return true;
}

/** A year that somebody may have played in, as four digits; NaN where there is none. */
function yearAt(codes: Uint8Array, start: number): number {
  let year = 0;
  for (let at = start; at < start + 4; at++) {
    const code = codes[at] ?? 0;
    if (code < zero || code > nine) return Number.NaN;
    year = year * 10 + code - zero;
  }
  return year >= 1600 && year < 2100 ? year : Number.NaN;
}

const count = cellKinds.indexOf('count');
const score = cellKinds.indexOf('score');
const decimal = cellKinds.indexOf('decimal');
const span = cellKinds.indexOf('span');
const textual = cellKinds.indexOf('text');
const missing = cellKinds.indexOf('missing');

const zero = 48;
const nine = 57;
const point = 46;
const star = 42;
const hyphen = 45;
