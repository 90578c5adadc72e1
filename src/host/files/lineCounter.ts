import { stat } from 'node:fs/promises';
import { piecesOf } from './openRegular.ts';

interface Counted {
  readonly size: number;
  readonly mtimeMs: number;
  readonly lines: number;
}

const lineFeed = 0x0a;
const pieceBytes = 1 << 20;

/** Counts non-empty lines; reads a file again only when it has changed. */
export class LineCounter {
  readonly #counted = new Map<string, Counted>();

  /** @throws the file system's error when the file cannot be read */
  async count(path: string): Promise<number> {
    const { size, mtimeMs } = await stat(path);
    const known = this.#counted.get(path);
    if (known?.size === size && known.mtimeMs === mtimeMs) return known.lines;
    const lines = await countLines(path);
    this.#counted.set(path, { size, mtimeMs, lines });
    return lines;
  }
}

async function countLines(path: string): Promise<number> {
  let lines = 0;
  let isBegun = false;
  for await (const piece of piecesOf(path, { pieceBytes })) {
    let start = 0;
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, start)) {
      if (isBegun || end > start) lines++;
      isBegun = false;
      start = end + 1;
    }
    isBegun ||= start < piece.length;
  }
  return isBegun ? lines + 1 : lines;
}
