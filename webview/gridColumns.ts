import { columns, type Column } from '../src/core/query.ts';

interface Width {
  /** Least width in units of the font size, and width below which the column makes room for others. */
  readonly least: number;
  readonly comfortable: number;
  /** Share of the width that is left over. */
  readonly grow: number;
  /** Columns of rank 0 are always shown; others are added in this order while there is room. */
  readonly rank: number;
}

const widths: Readonly<Record<Column, Width>> = {
  recall: { least: 4.4, comfortable: 4.4, grow: 0, rank: 0 },
  format: { least: 4.8, comfortable: 4.8, grow: 0, rank: 2 },
  question: { least: 8, comfortable: 18, grow: 5, rank: 0 },
  output: { least: 5, comfortable: 8, grow: 1.5, rank: 0 },
  golden: { least: 5, comfortable: 8, grow: 1, rank: 0 },
  verdict: { least: 9, comfortable: 9, grow: 0.3, rank: 1 },
  reason: { least: 11, comfortable: 11.5, grow: 0.3, rank: 3 },
  statistic: { least: 8, comfortable: 8.5, grow: 0.3, rank: 5 },
  entity: { least: 8, comfortable: 11, grow: 1, rank: 4 },
  phrasing: { least: 5.8, comfortable: 5.8, grow: 0, rank: 7 },
  split: { least: 9, comfortable: 9.5, grow: 0.2, rank: 6 },
  logprob: { least: 6.4, comfortable: 6.4, grow: 0, rank: 8 },
};

/** Columns, in their order, that fit `width` comfortably; all of them where `all` is wanted. */
export function columnsThatFit(width: number, fontSize: number, all: boolean): Column[] {
  if (all) return [...columns];
  const shown = new Set(columns.filter((column) => widths[column].rank === 0));
  let left = width - sum([...shown], 'comfortable') * fontSize;
  for (const column of [...columns].sort((a, b) => widths[a].rank - widths[b].rank)) {
    if (shown.has(column)) continue;
    left -= widths[column].comfortable * fontSize;
    if (left < 0) break;
    shown.add(column);
  }
  return columns.filter((column) => shown.has(column));
}

/** Tracks of a CSS grid for these columns. */
export const tracksOf = (shown: readonly Column[], all: boolean): string =>
  shown
    .map((column) => {
      const { least, comfortable, grow } = widths[column];
      return grow === 0 ? `${comfortable}em` : `minmax(${all ? comfortable : least}em, ${grow}fr)`;
    })
    .join(' ');

/** Width in pixels below which these columns scroll sideways. */
export const leastWidthOf = (shown: readonly Column[], fontSize: number, all: boolean): number =>
  sum(shown, all ? 'comfortable' : 'least') * fontSize;

const sum = (of: readonly Column[], width: 'least' | 'comfortable'): number =>
  of.reduce((total, column) => total + widths[column][width], 0);
