import type { Hash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { toReadError } from './fileErrors.ts';
import { piecesOf } from './openRegular.ts';

/** Lines that follow each other. */
export interface Lines {
  /** 1-based number of the first. */
  readonly from: number;
  /** Without their ends. */
  readonly texts: readonly string[];
}

export interface LineReading {
  /** Takes the bytes on their way. */
  readonly hash?: Hash | undefined;
  /** Told how many bytes have come each time some have. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** See `openRegular`. */
  readonly below?: string | undefined;
}

/** Bytes worked on at a time: a few milliseconds, after which others have their turn. */
const chunkBytes = 1 << 16;
/** Characters that one line may take: a file without line ends is no file of lines. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of a file of UTF-8, piece by piece: its size takes no memory, and whoever shares the thread
 * never waits long. A byte order mark is dropped.
 *
 * @throws UserError when the file is not there, may not be read, is not UTF-8, or has a line of more
 *   than 16 million characters; the signal's reason when aborted.
 */
export async function* readLines(
  path: string,
  { hash, onBytes, signal, below }: LineReading = {},
): AsyncGenerator<Lines> {
  const decode = decoderFor(path);
  let rest = '';
  let from = 1;
  try {
    for await (const bytes of piecesOf(path, { pieceBytes: chunkBytes, below })) {
      signal?.throwIfAborted();
      hash?.update(bytes);
      onBytes?.(bytes.length);
      const texts = decode(bytes).split('\n');
      texts[0] = rest + (texts[0] ?? '');
      rest = texts.pop() ?? '';
      if (rest.length > longestLine) throw tooLong(path, from + texts.length);
      yield { from, texts };
      from += texts.length;
    }
    yield { from, texts: [rest + decode()] };
  } catch (error) {
    signal?.throwIfAborted();
    throw toReadError(error, path);
  }
}

/** Decodes piece by piece; without a piece, what is left. */
function decoderFor(path: string): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new UserError(
        `${basename(path)} is not UTF-8. Save it with the encoding UTF-8 and try again.`,
      );
    }
  };
}

const tooLong = (path: string, line: number): UserError =>
  new UserError(
    `${basename(path)}, line ${line}: more than 16 million characters. Expected one JSON object a line.`,
  );
