import { amountOf, type CellKind, cellKindOf, yearsOf } from './cell.ts';

/**
 * Tells a cell's kind and amount from its place in a text, as `cellKindOf` and `amountOf` tell them
 * from the cell: the usual ones, numbers and names, without making a text of it.
 */
export class CellReader {
  kind: CellKind = 'missing';
  /** NaN where the cell holds no number. */
  amount = Number.NaN;
  /** First and last year of a span; NaN where the cell holds none. */
  from = Number.NaN;
  to = Number.NaN;

  read(text: string, start: number, end: number): void {
    this.from = Number.NaN;
    let value = 0;
    let dot = -1;
    let at = start;
    let code = 0;
    for (; at < end; at++) {
      code = text.charCodeAt(at);
      if (code >= zero && code <= nine) value = value * 10 + code - zero;
      else if (code === point && dot === -1) dot = at;
      else break;
    }
    const length = end - start;
    // 8 digits may be a span without its dash; more than 15 are not exact.
    if (length === 0 || length > 15 || length === 8) this.#readText(text, start, end);
    else if (at === end) this.#readNumber(text, { start, end, dot, value });
    else if (code === star && at === end - 1 && at > start && dot === -1) {
      this.kind = 'score';
      this.amount = value;
    } else if (length === 9 && code === hyphen && this.#readSpan(text, start)) {
      this.kind = 'span';
      this.amount = Number.NaN;
    } else this.#readText(text, start, end);
  }

  #readSpan(text: string, start: number): boolean {
    if (text.charCodeAt(start + 4) !== hyphen) return false;
    const from = yearAt(text, start);
    const to = yearAt(text, start + 5);
    if (Number.isNaN(from + to)) return false;
    this.from = from;
    this.to = to;
    return true;
  }

  #readNumber(
    text: string,
    { start, end, dot, value }: { start: number; end: number; dot: number; value: number },
  ): void {
    if (dot === end - 1) {
      this.#readText(text, start, end);
      return;
    }
    this.kind = dot === -1 ? 'count' : 'decimal';
    this.amount = dot === -1 ? value : value / 10 ** (end - 1 - dot);
  }

  #readText(text: string, start: number, end: number): void {
    if (isName(text, start, end)) {
      this.kind = 'text';
      this.amount = Number.NaN;
      return;
    }
    const cell = text.slice(start, end).trim();
    this.kind = cellKindOf(cell);
    this.amount = amountOf(cell);
    if (this.kind === 'span') [this.from, this.to] = yearsOf(cell) ?? [Number.NaN, Number.NaN];
  }
}

/** Whether it is plain, begins with a letter and is longer than any word that means "no value". */
function isName(text: string, start: number, end: number): boolean {
  if (end - start < 6) return false;
  const first = text.charCodeAt(start) | 32;
  if (first < 97 || first > 122 || text.charCodeAt(end - 1) === 32) return false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

/** A year that somebody may have played in, as four digits; NaN where there is none. */
function yearAt(text: string, start: number): number {
  let year = 0;
  for (let at = start; at < start + 4; at++) {
    const code = text.charCodeAt(at);
    if (code < zero || code > nine) return Number.NaN;
    year = year * 10 + code - zero;
  }
  return year >= 1600 && year < 2100 ? year : Number.NaN;
}

const zero = 48;
const nine = 57;
const point = 46;
const star = 42;
const hyphen = 45;
