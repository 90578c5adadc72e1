/** A curve over training steps that stays bounded however long the run: see `appendPoint`. */
export interface CurveHistory<Point extends { readonly step: number }> {
  readonly points: readonly Point[];
  /** One in so many points is kept. */
  readonly stride: number;
  /** Points offered so far. */
  readonly offered: number;
}

/** Most points a history keeps: more than a chart has pixels to show. */
export const historyLimit = 1000;

export const emptyHistory: CurveHistory<never> = { points: [], stride: 1, offered: 0 };

/** Adds a point; when the history is full, every second point goes and half as many are kept from then on. */
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
