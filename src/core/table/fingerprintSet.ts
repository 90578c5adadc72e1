import { mix } from '../common/hash.ts';
import { plainSlugCode } from '../common/slug.ts';

/**
 * A set that keeps 8 bytes of each text instead of the text, so that millions fit where their texts
 * would not. Two texts may share a fingerprint (about once in 10^7 sets of a million): what it says is
 * there twice is a suspicion, what it says is not there is certain.
 */
export class Fingerprints {
  /** Pairs of halves, open addressing; a first half of 0 is an empty place. */
  #halves = new Uint32Array(2 << 10);
  #size = 0;
  readonly #repeated = new Set<number>();

  /** Whether anything has been added twice, or may have been. */
  get hasRepeated(): boolean {
    return this.#repeated.size > 0;
  }

  add(text: string): void {
    fingerprint(text);
    this.#addFingerprint();
  }

  /** Adds the slug of a plain name (see `isPlainEntity`) whose codes these are, without making it. */
  addSlugIn(codes: Uint8Array, start: number, end: number): void {
    fingerprintSlug(codes, start, end);
    this.#addFingerprint();
  }

  #addFingerprint(): void {
    const place = this.#placeOf(first, second);
    if (this.#halves[place] !== 0) {
      this.#repeated.add(key(first, second));
      return;
    }
    this.#halves[place] = first;
    this.#halves[place + 1] = second;
    if (++this.#size * 4 > this.#halves.length) this.#grow();
  }

  /** False is certain. */
  mayHave(text: string): boolean {
    fingerprint(text);
    return this.#halves[this.#placeOf(first, second)] !== 0;
  }

  /** False is certain. */
  mayBeRepeated(text: string): boolean {
    if (this.#repeated.size === 0) return false;
    fingerprint(text);
    return this.#repeated.has(key(first, second));
  }

  /** The same of a plain name's slug. */
  mayRepeatSlugIn(codes: Uint8Array, start: number, end: number): boolean {
    if (this.#repeated.size === 0) return false;
    fingerprintSlug(codes, start, end);
    return this.#repeated.has(key(first, second));
  }

  /** Where the pair is, or would be put. */
  #placeOf(one: number, other: number): number {
    const halves = this.#halves;
    const mask = halves.length - 1;
    let place = (one * 2) & mask;
    while (halves[place] !== 0 && !(halves[place] === one && halves[place + 1] === other)) {
      place = (place + 2) & mask;
    }
    return place;
  }

  #grow(): void {
    const old = this.#halves;
    this.#halves = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      const one = old[at] ?? 0;
      if (one === 0) continue;
      const place = this.#placeOf(one, old[at + 1] ?? 0);
      this.#halves[place] = one;
      this.#halves[place + 1] = old[at + 1] ?? 0;
    }
  }
}

let first = 0;
let second = 0;

/** Leaves two independent 32-bit hashes in `first`, never 0, and `second`. */
function fingerprint(text: string): void {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  first = mix(a) || 1;
  second = mix(b ^ text.length);
}

/** The same of the slug of a plain name. */
function fingerprintSlug(codes: Uint8Array, start: number, end: number): void {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = start; i < end; i++) {
    const letter = plainSlugCode(codes[i] ?? 0);
    a = Math.imul(a ^ letter, 0x01000193);
    b = Math.imul(b ^ letter, 0x5bd1e995);
    b ^= b >>> 15;
  }
  first = mix(a) || 1;
  second = mix(b ^ (end - start));
}

const key = (one: number, other: number): number => one * 0x200000 + (other >>> 11);
