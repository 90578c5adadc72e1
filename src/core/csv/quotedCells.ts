/** What quotes make of a piece of delimited text. */
export interface QuotedPiece {
  /** Index past the last whole record. */
  readonly end: number;
  /** Whether a quote stands inside a cell that does not begin with one, as in `6' 2"`. */
  readonly hasStrayQuote: boolean;
  /** A quote that nothing closes so far, by index. */
  readonly open?: number;
  /** A quoted cell that goes on after its closing quote: where it opens and where it goes on. */
  readonly broken?: { readonly open: number; readonly at: number };
}

/** Walks from quote to quote of a piece that begins with a record. */
export function findQuotedCells(text: string, delimiter: string, isLast: boolean): QuotedPiece {
  let hasStrayQuote = false;
  let whole = 0;
  let at = 0;
  for (let open = text.indexOf('"'); open !== -1; open = text.indexOf('"', at)) {
    whole = endOfLastLine(text, at, open) ?? whole;
    const isOpening = open === 0 || open === whole || text[open - 1] === delimiter;
    if (!isOpening) {
      hasStrayQuote = true;
      at = open + 1;
      continue;
    }
    const close = findClosingQuote(text, open + 1);
    // At the very end of a piece it may be the first half of a doubled quote.
    if (close === -1 || (close === text.length - 1 && !isLast)) {
      return { end: whole, hasStrayQuote, open };
    }
    at = close + 1;
    const next = text[at];
    if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') {
      return { end: whole, hasStrayQuote, broken: { open, at } };
    }
  }
  if (isLast) return { end: text.length, hasStrayQuote };
  return { end: endOfLastLine(text, at, endOfLines(text)) ?? whole, hasStrayQuote };
}

/** Index past the last line break; a `\r` at the end may be half of one. */
export function endOfLines(text: string): number {
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  return endOfLastLine(text, 0, end) ?? 0;
}

/** Index past the last line break in a part of a text; undefined where it has none. */
function endOfLastLine(text: string, from: number, to: number): number | undefined {
  for (let at = to - 1; at >= from; at--) {
    if (text[at] === '\n' || text[at] === '\r') return at + 1;
  }
  return undefined;
}

/** Index of the first quote from `start` that is not doubled, or -1. */
function findClosingQuote(text: string, start: number): number {
  let quote = text.indexOf('"', start);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

/** Stand for a delimiter, line ends and nothing at all inside quotes: characters for private use. */
const masks = ['\uE000', '\uE001', '\uE002', '\uE003'] as const;
const masked = /[\uE000-\uE003]/;

/**
 * Resolves the quotes of whole records by cutting at them: every second part is inside quotes, and an
 * empty part between two of these is a doubled quote. What would end a cell inside quotes is masked,
 * so that the text can then be cut into lines and cells. Undefined where the masks are taken.
 */
export function maskQuotedCells(text: string, delimiter: string): string | undefined {
  if (masked.test(text)) return undefined;
  const parts = text.split('"');
  const last = parts.length - 1;
  for (let i = 1; i < last; i++) {
    const part = parts[i] ?? '';
    if (i % 2 === 1) parts[i] = mask(part, delimiter);
    else if (part === '') parts[i] = '"';
  }
  return parts.join('');
}

function mask(part: string, delimiter: string): string {
  // A quoted nothing between `\r` and `\n` keeps them from becoming one line end.
  if (part === '') return masks[3];
  let hidden = part.includes(delimiter) ? part.replaceAll(delimiter, masks[0]) : part;
  if (hidden.includes('\n')) hidden = hidden.replaceAll('\n', masks[1]);
  if (hidden.includes('\r')) hidden = hidden.replaceAll('\r', masks[2]);
  return hidden;
}

/** A cell as it was before `maskQuotedCells`. */
export const unmaskCell = (cell: string, delimiter: string): string =>
  cell
    .replaceAll(masks[0], delimiter)
    .replaceAll(masks[1], '\n')
    .replaceAll(masks[2], '\r')
    .replaceAll(masks[3], '');

/** Whether anything of a line is masked. */
export const hasMaskedCell = (line: string): boolean => masked.test(line);
