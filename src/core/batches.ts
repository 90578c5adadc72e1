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
