/**
 * The ids of the facts to keep from training: exactly the share asked for (from 0 to 1, rounded),
 * chosen by hash, so that the order of rows changes nothing.
 */
export function holdFacts(
  ids: readonly string[],
  { share, seed }: { readonly share: number; readonly seed: number },
): ReadonlySet<string> {
  const ranked = ids
    .map((id) => ({ id, rank: hash(`${seed}/${id}`) }))
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  return new Set(ranked.slice(0, Math.round(share * ids.length)).map(({ id }) => id));
}

/** 32-bit FNV-1a over UTF-16 code units, with MurmurHash3's final mix so that all bits rank evenly. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
