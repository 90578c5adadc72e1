import { mix } from '../common/hash.ts';

/**
 * Which of many texts may be there twice. Keeps 8 bytes of each, so that a million rows take room for
 * 8 MB and not for their names. Two texts may share a hash (once in 10^4 lists of a million): what is
 * said to be there twice is a suspicion, what is not is certain.
 */
export class RepeatedTexts {
  #hashes = new Float64Array(1024);
  #size = 0;
  /** Hashes that are there twice; found when first asked for. */
  #repeated: ReadonlySet<number> | undefined;

  add(text: string): void {
    if (this.#size === this.#hashes.length) {
      const more = new Float64Array(this.#hashes.length * 2);
      more.set(this.#hashes);
      this.#hashes = more;
    }
    this.#hashes[this.#size++] = hashOf(text);
    this.#repeated = undefined;
  }

  get hasRepeated(): boolean {
    return this.#settled().size > 0;
  }

  /** False is certain. */
  mayBeRepeated(text: string): boolean {
    const repeated = this.#settled();
    return repeated.size > 0 && repeated.has(hashOf(text));
  }

  /** False is certain. */
  mayHave(text: string): boolean {
    this.#settled();
    const wanted = hashOf(text);
    let from = 0;
    let to = this.#size;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#hashes[middle] ?? 0) < wanted) from = middle + 1;
      else to = middle;
    }
    return from < this.#size && this.#hashes[from] === wanted;
  }

  #settled(): ReadonlySet<number> {
    if (this.#repeated !== undefined) return this.#repeated;
    const sorted = this.#hashes.subarray(0, this.#size).sort();
    const repeated = new Set<number>();
    for (let at = 1; at < sorted.length; at++) {
      const hash = sorted[at] ?? 0;
      if (hash === sorted[at - 1]) repeated.add(hash);
    }
    return (this.#repeated = repeated);
  }
}

/** 53 bits: two hashes of 32 over UTF-16 code units, mixed. */
function hashOf(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  return mix(high) * 0x200000 + (mix(low ^ text.length) >>> 11);
}
