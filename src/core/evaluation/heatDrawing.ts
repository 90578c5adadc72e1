import type { HeatCell, HeatMap } from './heatMap.ts';

/** How a cell is drawn: recalled in all, some or none of its phrasings, or edited since. */
export const heatLevels = ['all', 'some', 'none', 'stale'] as const;
export type HeatLevel = (typeof heatLevels)[number];

/** The cells of a heat map by level, as alternating start and end offsets in the text. */
export type HeatDrawing = Readonly<Record<HeatLevel, Uint32Array>>;

export function drawHeat({ cells }: HeatMap): HeatDrawing {
  const places: Record<HeatLevel, number[]> = { all: [], some: [], none: [], stale: [] };
  for (const cell of cells) places[levelOf(cell)].push(cell.start, cell.end);
  return {
    all: Uint32Array.from(places.all),
    some: Uint32Array.from(places.some),
    none: Uint32Array.from(places.none),
    stale: Uint32Array.from(places.stale),
  };
}

function levelOf({ now, recalled, rows }: HeatCell): HeatLevel {
  if (now !== undefined) return 'stale';
  if (recalled === rows.length) return 'all';
  return recalled > 0 ? 'some' : 'none';
}
