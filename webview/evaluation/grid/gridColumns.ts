import { sortColumns, type SortColumn } from '../../../src/core/evaluation/query.ts';

interface Width {
  /**
   * Minimum width, and the width below which columns of higher rank are hidden; in units of the
   * font size.
   */
  readonly least: number;
  readonly comfortable: number;
  /** Weight for distributing the remaining width. */
  readonly grow: number;
  /** Columns of rank 0 are always shown; others are added in this order while they fit. */
  readonly rank: number;
}

/** Horizontal padding of a row in total, in units of the font size. */
const sidePadding = 1.25;

const widths: Readonly<Record<SortColumn, Width>> = {
  recall: { least: 4.4, comfortable: 6, grow: 0, rank: 0 },
  // Marked only where it is wrong, which the verdict says, too.
  format: { least: 5.4, comfortable: 5.4, grow: 0, rank: 9 },
  question: { least: 8, comfortable: 18, grow: 5, rank: 0 },
  output: { least: 5, comfortable: 8, grow: 1.5, rank: 0 },
  before: { least: 5, comfortable: 8, grow: 1.2, rank: 1 },
  golden: { least: 5, comfortable: 8, grow: 1, rank: 0 },
  change: { least: 6, comfortable: 9.5, grow: 0.3, rank: 1 },
  verdict: { least: 9, comfortable: 9, grow: 0.3, rank: 2 },
  reason: { least: 11, comfortable: 12.5, grow: 0.3, rank: 3 },
  statistic: { least: 8, comfortable: 9, grow: 0.3, rank: 5 },
  entity: { least: 8, comfortable: 11, grow: 1, rank: 4 },
  phrasing: { least: 5.8, comfortable: 5.8, grow: 0, rank: 7 },
  split: { least: 9, comfortable: 10, grow: 0.2, rank: 6 },
  logprob: { least: 6.4, comfortable: 6.4, grow: 0, rank: 8 },
};

/** The visible columns and their widths. */
export interface Layout {
  readonly columns: readonly SortColumn[];
  /** CSS grid tracks. */
  readonly tracks: string;
  /** Minimum width in pixels; narrower grids scroll horizontally. */
  readonly leastWidth: number;
}

/** The user's choice of columns. */
export interface ColumnChoice {
  /** In display order; null shows as many as fit, in the default order. */
  readonly shown: readonly SortColumn[] | null;
  /** Widths of resized columns, in units of the font size. */
  readonly widths: Readonly<Partial<Record<SortColumn, number>>>;
}

export const automaticColumns: ColumnChoice = { shown: null, widths: {} };

/** Minimum and maximum column width, in units of the font size. */
export const widthLimits = [3, 80] as const;

interface Room {
  /** Pixels. */
  readonly width: number;
  readonly fontSize: number;
  /** Whether the columns of a comparison apply. */
  readonly isComparing: boolean;
}

/** Lays out the columns that fit, or the chosen ones, which may scroll horizontally. */
export function layOut({ width, fontSize, isComparing }: Room, choice: ColumnChoice): Layout {
  const available = availableColumns(isComparing);
  const chosen = choice.shown?.filter((column) => available.includes(column));
  const hasChosen = chosen !== undefined && chosen.length > 0;
  const comfortable = (column: SortColumn): number =>
    choice.widths[column] ?? widths[column].comfortable;
  const least = (column: SortColumn): number => choice.widths[column] ?? widths[column].least;
  const shown = hasChosen ? chosen : columnsThatFit(available, width / fontSize, comfortable);
  const isCramped = !hasChosen && sum(shown, comfortable) > width / fontSize;
  const floor = isCramped ? least : comfortable;
  const tracks = shown.map((column) => {
    const { grow } = widths[column];
    const isFixed = grow === 0 || choice.widths[column] !== undefined;
    return isFixed ? `${floor(column)}em` : `minmax(${floor(column)}em, ${grow}fr)`;
  });
  return {
    columns: shown,
    tracks: tracks.join(' '),
    leastWidth: (sum(shown, floor) + sidePadding) * fontSize,
  };
}

export const availableColumns = (isComparing: boolean): readonly SortColumn[] =>
  isComparing
    ? sortColumns
    : sortColumns.filter((column) => column !== 'before' && column !== 'change');

function columnsThatFit(
  available: readonly SortColumn[],
  width: number,
  widthOf: (column: SortColumn) => number,
): SortColumn[] {
  const shown = new Set(available.filter((column) => widths[column].rank === 0));
  let left = width - sidePadding - sum([...shown], widthOf);
  for (const column of [...available].sort((a, b) => widths[a].rank - widths[b].rank)) {
    if (shown.has(column)) continue;
    left -= widthOf(column);
    if (left < 0) break;
    shown.add(column);
  }
  return available.filter((column) => shown.has(column));
}

const sum = (of: readonly SortColumn[], widthOf: (column: SortColumn) => number): number =>
  of.reduce((total, column) => total + widthOf(column), 0);

/** The choice with a column moved to another's position. */
export function moveColumn(
  choice: ColumnChoice,
  shown: readonly SortColumn[],
  { column, to }: { readonly column: SortColumn; readonly to: number },
): ColumnChoice {
  const others = shown.filter((other) => other !== column);
  const place = Math.max(0, Math.min(others.length, to));
  return { ...choice, shown: [...others.slice(0, place), column, ...others.slice(place)] };
}

/** The choice with a column resized within the limits, in units of the font size. */
export function resizeColumn(
  choice: ColumnChoice,
  column: SortColumn,
  width: number,
): ColumnChoice {
  const [least, most] = widthLimits;
  const kept = Math.round(Math.max(least, Math.min(most, width)) * 10) / 10;
  return { ...choice, widths: { ...choice.widths, [column]: kept } };
}
