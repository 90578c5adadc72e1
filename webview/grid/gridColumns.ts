import type { ColumnWidth } from './gridKind.ts';

/** Horizontal padding of a row in total, in units of the font size. */
const sidePadding = 1.25;

/** The visible columns and their widths. */
export interface Layout<Column extends string> {
  readonly columns: readonly Column[];
  /** CSS grid tracks. */
  readonly tracks: string;
  /** Minimum width in pixels; narrower grids scroll horizontally. */
  readonly leastWidth: number;
  /** A row takes two lines: its texts wrap, and some columns are under others. */
  readonly isStacked: boolean;
}

/** The user's choice of columns. */
export interface ColumnChoice<Column extends string> {
  /** In display order; null shows as many as fit, in the default order. */
  readonly shown: readonly Column[] | null;
  /** Widths of resized columns, in units of the font size. */
  readonly widths: Readonly<Partial<Record<Column, number>>>;
}

export const automaticColumns: ColumnChoice<never> = { shown: null, widths: {} };

/** Minimum and maximum column width, in units of the font size. */
export const widthLimits = [3, 80] as const;

interface Room<Column extends string> {
  /** Pixels. */
  readonly width: number;
  readonly fontSize: number;
  /** The columns that apply now, and the widths of all. */
  readonly available: readonly Column[];
  readonly widths: Readonly<Record<Column, ColumnWidth>>;
}

/** Lays out the columns that fit, or the chosen ones, which may scroll horizontally. */
export function layOut<Column extends string>(
  { width, fontSize, available, widths }: Room<Column>,
  choice: ColumnChoice<Column>,
): Layout<Column> {
  const chosen = choice.shown?.filter((column) => available.includes(column));
  const hasChosen = chosen !== undefined && chosen.length > 0;
  const comfortable = (column: Column): number =>
    choice.widths[column] ?? widths[column].comfortable;
  const least = (column: Column): number => choice.widths[column] ?? widths[column].least;
  const shown = hasChosen
    ? chosen
    : columnsThatFit({ available, widths }, width / fontSize, comfortable);
  const fits = (widthOf: (column: Column) => number): boolean =>
    hasChosen || sum(shown, widthOf) + sidePadding <= width / fontSize;
  const isCramped = !fits(comfortable);
  const isStacked = !fits(least);
  const stacked = (column: Column): number => {
    const { stacked: own = widths[column].least } = widths[column];
    return own === 'under' ? 0 : own;
  };
  const wide = isCramped ? least : comfortable;
  const floor = isStacked ? stacked : wide;
  const beside = isStacked ? shown.filter((column) => widths[column].stacked !== 'under') : shown;
  const tracks = beside.map((column) => {
    const { grow } = widths[column];
    const isFixed = grow === 0 || choice.widths[column] !== undefined;
    return isFixed ? `${floor(column)}em` : `minmax(${floor(column)}em, ${grow}fr)`;
  });
  return {
    columns: shown,
    tracks: tracks.join(' '),
    leastWidth: (sum(shown, floor) + sidePadding) * fontSize,
    isStacked,
  };
}

function columnsThatFit<Column extends string>(
  { available, widths }: Pick<Room<Column>, 'available' | 'widths'>,
  width: number,
  widthOf: (column: Column) => number,
): Column[] {
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

const sum = <Column>(of: readonly Column[], widthOf: (column: Column) => number): number =>
  of.reduce((total, column) => total + widthOf(column), 0);

/** The choice with a column moved to another's position. */
export function moveColumn<Column extends string>(
  choice: ColumnChoice<Column>,
  shown: readonly Column[],
  { column, to }: { readonly column: Column; readonly to: number },
): ColumnChoice<Column> {
  const others = shown.filter((other) => other !== column);
  const place = Math.max(0, Math.min(others.length, to));
  return { ...choice, shown: [...others.slice(0, place), column, ...others.slice(place)] };
}

/** The choice with a column resized within the limits, in units of the font size. */
export function resizeColumn<Column extends string>(
  choice: ColumnChoice<Column>,
  column: Column,
  width: number,
): ColumnChoice<Column> {
  const [least, most] = widthLimits;
  const kept = Math.round(Math.max(least, Math.min(most, width)) * 10) / 10;
  return { ...choice, widths: { ...choice.widths, [column]: kept } };
}
