/** Bytes that a loop copies faster than a call does. */
const longestLoop = 64;

/**
 * UTF-8 that grows: for texts of which most parts are written again and again. Putting bytes that are
 * there already is several times faster than joining texts and encoding them.
 */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** @param size Bytes to make room for at first. */
  constructor(size = 1 << 10) {
    this.#bytes = new Uint8Array(size);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  put(bytes: Uint8Array): void {
    this.#copy(bytes, bytes.length);
  }

  /** What another has written so far. */
  putAllOf(other: ByteWriter): void {
    this.#copy(other.#bytes, other.#length);
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

  #copy(from: Uint8Array, length: number): void {
    const start = this.#length;
    const end = start + length;
    if (end > this.#bytes.length) this.#grow(end);
    this.#length = end;
    const bytes = this.#bytes;
    if (length > longestLoop)
      bytes.set(from.length === length ? from : from.subarray(0, length), start);
    else for (let i = 0; i < length; i++) bytes[start + i] = from[i] ?? 0;
  }

  #grow(least: number): void {
    const more = new Uint8Array(Math.max(least, 2 * this.#bytes.length));
    more.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = more;
  }
}

/** A text in UTF-8. */
export function utf8Of(text: string): Uint8Array {
  const writer = new ByteWriter(3 * text.length);
  writer.putText(text);
  return writer.take();
}
