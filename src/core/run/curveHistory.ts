/** A curve over training steps of bounded size, however long the run: see `appendPoint`. */
export interface CurveHistory<Point extends { readonly step: number }> {
  readonly points: readonly Point[];
  /** Every how many points one is kept. */
  readonly stride: number;
  /** Points received so far. */
  readonly offered: number;
}

/** Maximum number of points: more than a chart has pixels. */
export const historyLimit = 1000;

export const emptyHistory: CurveHistory<never> = { points: [], stride: 1, offered: 0 };

/**
 * Adds a point. When the history is full, drops every second point and keeps half as many from then
 * on.
 */
export function appendPoint<Point extends { readonly step: number }>(
  history: CurveHistory<Point>,
  point: Point,
): CurveHistory<Point> {
  const { points, stride, offered } = history;
  if (offered % stride !== 0) return { points, stride, offered: offered + 1 };
  if (points.length < historyLimit) {
    return { points: [...points, point], stride, offered: offered + 1 };
  }
  const thinned = { points: points.filter((_, at) => at % 2 === 0), stride: stride * 2, offered };
  return appendPoint(thinned, point);
}

/** Forgets the points that do not hold any more: a run that goes back does their steps again. */
export function rewindHistory<Point extends { readonly step: number }>(
  history: CurveHistory<Point>,
  holds: (point: Point) => boolean,
): CurveHistory<Point> {
  const points = history.points.filter(holds);
  return { ...history, points, offered: points.length * history.stride };
}
