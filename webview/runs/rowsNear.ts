/** A stretch of a list, in pixels from its top. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The first and the last row that reach into a stretch; the nearest one where none does.
 *
 * @param places pixels from the top to each row, and to the end of the last
 */
export function rowsNear(
  places: readonly number[],
  { from, to }: Stretch,
): { readonly first: number; readonly last: number } {
  const rows = places.length - 1;
  const first = Math.max(
    0,
    Math.min(
      rows,
      countWhere(places, (place) => place <= from),
    ) - 1,
  );
  const last =
    Math.min(
      rows,
      countWhere(places, (place) => place < to),
    ) - 1;
  return { first, last: Math.max(last, Math.min(first, rows - 1)) };
}

/** How many of an ascending list, from its beginning. */
function countWhere(places: readonly number[], is: (place: number) => boolean): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(places[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
