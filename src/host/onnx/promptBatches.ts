/** Indices into `lengths`, grouped into batches of equal length with at most `size` items. */
export function batchesOfEqualLength(lengths: readonly number[], size: number): number[][] {
  const order = lengths.map((_, at) => at).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  const batches: number[][] = [];
  for (const at of order) {
    const batch = batches.at(-1);
    const [first] = batch ?? [];
    const fits = first !== undefined && lengths[first] === lengths[at];
    if (batch !== undefined && fits && batch.length < size) batch.push(at);
    else batches.push([at]);
  }
  return batches;
}

/**
 * The common prefix of all items, always shorter than the shortest, so that every item keeps
 * something to be answered. Empty for a single item.
 */
export function commonBeginning(all: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = all;
  if (others.length === 0) return [];
  let length = first.length - 1;
  for (const other of others) {
    length = Math.min(length, other.length - 1);
    for (let at = 0; at < length; at++) if (other[at] !== first[at]) length = at;
  }
  return first.slice(0, Math.max(0, length));
}
