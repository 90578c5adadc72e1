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

/** Padding of a row on both sides together, in units of the font size. */
const sidePadding = 1.25;

const widths: Readonly<Record<Column, Width>> = {
  recall: { least: 4.4, comfortable: 4.4, grow: 0, rank: 0 },
  format: { least: 4.8, comfortable: 4.8, grow: 0, rank: 2 },
  question: { least: 8, comfortable: 18, grow: 5, rank: 0 },
  output: { least: 5, comfortable: 8, grow: 1.5, rank: 0 },
  golden: { least: 5, comfortable: 8, grow: 1, rank: 0 },
  verdict: { least: 9, comfortable: 9, grow: 0.3, rank: 1 },
  reason: { least: 11, comfortable: 12.5, grow: 0.3, rank: 3 },
  statistic: { least: 8, comfortable: 9, grow: 0.3, rank: 5 },
  entity: { least: 8, comfortable: 11, grow: 1, rank: 4 },
  phrasing: { least: 5.8, comfortable: 5.8, grow: 0, rank: 7 },
  split: { least: 9, comfortable: 10, grow: 0.2, rank: 6 },
  logprob: { least: 6.4, comfortable: 6.4, grow: 0, rank: 8 },
};

/** The columns to show at a width, and how they share it. */
export interface Layout {
  readonly columns: readonly Column[];
  /** Tracks of a CSS grid. */
  readonly tracks: string;
  /** Pixels below which the columns scroll sideways. */
  readonly leastWidth: number;
}

/** Shows what fits comfortably, or everything where `all` is wanted and then scrolls sideways. */
export function layOut(width: number, fontSize: number, all: boolean): Layout {
  const shown = all ? [...columns] : columnsThatFit(width / fontSize);
  const isCramped = !all && sum(shown, 'comfortable') > width / fontSize;
  const floor = isCramped ? 'least' : 'comfortable';
  const tracks = shown.map((column) => {
    const { grow } = widths[column];
    const least = widths[column][floor];
    return grow === 0 ? `${least}em` : `minmax(${least}em, ${grow}fr)`;
  });
  return {
    columns: shown,
    tracks: tracks.join(' '),
    leastWidth: (sum(shown, floor) + sidePadding) * fontSize,
  };
}

function columnsThatFit(width: number): Column[] {
  const shown = new Set(columns.filter((column) => widths[column].rank === 0));
  let left = width - sidePadding - sum([...shown], 'comfortable');
  for (const column of [...columns].sort((a, b) => widths[a].rank - widths[b].rank)) {
    if (shown.has(column)) continue;
    left -= widths[column].comfortable;
    if (left < 0) break;
    shown.add(column);
  }
  return columns.filter((column) => shown.has(column));
}

const sum = (of: readonly Column[], width: 'least' | 'comfortable'): number =>
  of.reduce((total, column) => total + widths[column][width], 0);
