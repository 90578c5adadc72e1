/** Indices into `lengths`, in batches of one length and of at most `size`. */
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
 * What all of them begin with, but never the whole of one: something has to be left to be answered.
 * Nothing where there is but one, which shares with none.
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
