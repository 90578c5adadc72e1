import { plainSlugCode } from '../common/slug.ts';

/** Bytes that are written again and again, in words of four: the last is padded with zeros. */
export interface Part {
  readonly words: Uint32Array;
  /** In bytes. */
  readonly length: number;
}

/**
 * UTF-8 that grows: for texts of which most parts are written again and again. Putting bytes that are
 * there already is several times faster than joining texts and encoding them.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  /** @param size Bytes to make room for at first. */
  constructor(size = 1 << 10) {
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  put({ words, length }: Part): void {
    const start = this.#length;
    // The padding goes behind what is written, where the next bytes will be.
    if (start + length + 3 > this.#bytes.length) this.#grow(start + length + 3);
    const view = this.#view;
    for (let i = 0; i < words.length; i++) view.setUint32(start + 4 * i, words[i] ?? 0, true);
    this.#length = start + length;
  }

  putBytes(from: Uint8Array, start: number, end: number): void {
    const at = this.#length - start;
    if (at + end > this.#bytes.length) this.#grow(at + end);
    const bytes = this.#bytes;
    for (let i = start; i < end; i++) bytes[at + i] = from[i] ?? 0;
    this.#length = at + end;
  }

  /** The slug of a plain name (see `isPlainEntity`) whose codes these are. */
  putPlainSlug(codes: Uint8Array, start: number, end: number): void {
    const from = this.#length;
    this.putBytes(codes, start, end);
    for (let at = from; at < this.#length; at++) {
      this.#bytes[at] = plainSlugCode(this.#bytes[at] ?? 0);
    }
  }

  /** What another has written so far. */
  putAllOf(other: ByteWriter): void {
    this.putBytes(other.#bytes, 0, other.#length);
  }

  /** A text without halves of characters. */
  putText(text: string): void {
    // A UTF-16 unit takes three bytes at most.
    const most = this.#length + 3 * text.length;
    if (most > this.#bytes.length) this.#grow(most);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) bytes[at++] = unit;
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else if (unit < 0xd800 || unit > 0xdfff) {
        bytes[at++] = 0xe0 | (unit >> 12);
        bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else {
        const point = text.codePointAt(i++) ?? 0;
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[at++] = 0x80 | (point & 0x3f);
      }
    }
    this.#length = at;
  }

  /** A whole number from 0, in decimal digits. */
  putNumber(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) size++;
    const end = this.#length + size;
    if (end > this.#bytes.length) this.#grow(end);
    let rest = value;
    for (let at = end - 1; at >= this.#length; at--) {
      const tens = Math.floor(rest / 10);
      this.#bytes[at] = 48 + (rest - 10 * tens);
      rest = tens;
    }
    this.#length = end;
  }

  /** What has been written since it was last taken; nobody else holds these bytes. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  clear(): void {
    this.#length = 0;
  }

  #grow(least: number): void {
    const more = new Uint8Array(Math.max(least, 2 * this.#bytes.length));
    more.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = more;
    this.#view = new DataView(more.buffer);
  }
}

/** A text in UTF-8. */
export function partOf(text: string): Part {
  const writer = new ByteWriter(3 * text.length);
  writer.putText(text);
  const bytes = writer.take();
  const padded = new DataView(new ArrayBuffer(4 * Math.ceil(bytes.length / 4)));
  bytes.forEach((byte, at) => {
    padded.setUint8(at, byte);
  });
  const words = new Uint32Array(padded.byteLength / 4);
  for (let i = 0; i < words.length; i++) words[i] = padded.getUint32(4 * i, true);
  return { words, length: bytes.length };
}
