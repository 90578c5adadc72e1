import { isAscii, isUtf8 } from 'node:buffer';
import { piecesOf } from '../files/openRegular.ts';
import { legacyEncodingOf } from './guessLegacyEncoding.ts';

/** The encodings that tables come in, as `TextDecoder` names them (euc-kr is Windows' cp949). */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'euc-kr',
  'gb18030',
] as const;
export type Encoding = (typeof encodings)[number];

export interface FoundEncoding {
  readonly encoding: Encoding;
  /** Lines that are UTF-8 where most are something older: how many, and the first. */
  readonly strays?: { readonly count: number; readonly first: string };
}

/** Bytes of lines that are no UTF-8, to tell what else they are. */
const longestSample = 256 * 1024;
/** Bytes after which a line is looked at although it has not ended. */
const longestLine = 16 * 1024 * 1024;

/**
 * The encoding of a file, from all of its bytes: a byte order mark, zeros in every other place, valid
 * UTF-8, else whatever makes most sense of the lines that are none. A file that is UTF-8 but for a few
 * lines is UTF-8: those lines are mistakes.
 */
export async function findEncoding(path: string, signal?: AbortSignal): Promise<FoundEncoding> {
  const look = new EncodingLook();
  for await (const chunk of piecesOf(path, { pieceBytes: 1 << 20 })) {
    signal?.throwIfAborted();
    const certain = look.add(chunk);
    if (certain !== undefined) return { encoding: certain };
  }
  return look.end();
}

class EncodingLook {
  #isFirst = true;
  /** The line that the last chunk cut. */
  #rest: Buffer = Buffer.alloc(0);
  #utf8Lines = 0;
  #firstUtf8 = '';
  #otherLines = 0;
  readonly #sample: Buffer[] = [];
  #sampled = 0;

  add(chunk: Buffer): Encoding | undefined {
    if (this.#isFirst) {
      this.#isFirst = false;
      const wide = wideEncodingOf(chunk);
      if (wide !== undefined) return wide;
    }
    if (this.#otherLines === 0 && isAscii(chunk) && isAscii(this.#rest)) {
      this.#rest = Buffer.alloc(0);
      return undefined;
    }
    const lines = Buffer.concat([this.#rest, chunk]);
    const end = lines.length > longestLine ? lines.length : lines.lastIndexOf(0x0a) + 1;
    this.#look(lines.subarray(0, end));
    this.#rest = lines.subarray(end);
    return undefined;
  }

  end(): FoundEncoding {
    this.#look(this.#rest);
    if (this.#otherLines === 0 || this.#utf8Lines > 4 * this.#otherLines)
      return { encoding: 'utf-8' };
    const encoding = legacyEncodingOf(Buffer.concat(this.#sample));
    // Two letters of Korean or Chinese may happen to be one of UTF-8; Western text hardly ever is.
    if (this.#utf8Lines === 0 || encoding !== 'windows-1252') return { encoding };
    return { encoding, strays: { count: this.#utf8Lines, first: this.#firstUtf8 } };
  }

  #look(lines: Buffer): void {
    if (isAscii(lines)) return;
    let start = 0;
    while (start < lines.length) {
      const next = lines.indexOf(0x0a, start);
      const end = next === -1 ? lines.length : next + 1;
      this.#lookAtLine(lines.subarray(start, end));
      start = end;
    }
  }

  #lookAtLine(line: Buffer): void {
    if (isAscii(line)) return;
    if (isUtf8(line)) {
      this.#utf8Lines++;
      this.#firstUtf8 ||= line.toString('utf8', 0, 200).trim();
      return;
    }
    this.#otherLines++;
    if (this.#sampled > longestSample) return;
    this.#sampled += line.length;
    this.#sample.push(Buffer.from(line));
  }
}

/** UTF-8 and UTF-16 by their marks, and UTF-16 without one by the zeros of plain letters and digits. */
function wideEncodingOf(beginning: Buffer): Encoding | undefined {
  if (beginning.subarray(0, 3).equals(Buffer.of(0xef, 0xbb, 0xbf))) return 'utf-8';
  if (beginning.subarray(0, 2).equals(Buffer.of(0xff, 0xfe))) return 'utf-16le';
  if (beginning.subarray(0, 2).equals(Buffer.of(0xfe, 0xff))) return 'utf-16be';
  const head = beginning.subarray(0, 2048);
  const zeros = [0, 0];
  for (const [at, byte] of head.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (odd * 5 > head.length && even * 20 < odd) return 'utf-16le';
  return even * 5 > head.length && odd * 20 < even ? 'utf-16be' : undefined;
}
