import { say } from '../../core/common/sentence.ts';
import type { Hash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { toReadError } from './fileErrors.ts';
import { piecesOf } from './openRegular.ts';

/** Consecutive lines. */
export interface Lines {
  /** 1-based number of the first line. */
  readonly from: number;
  /** Without line ends. */
  readonly texts: readonly string[];
}

export interface LineReading {
  /** Is updated with the bytes read. */
  readonly hash?: Hash | undefined;
  /** Called with the number of bytes of each chunk. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** See `openRegular`. */
  readonly below?: string | undefined;
}

/** Bytes per chunk: a few milliseconds of work, then the thread is yielded. */
const chunkBytes = 1 << 16;
/** Maximum characters per line: anything longer is not a file of lines. */
const longestLine = 16 * 1024 * 1024;

/**
 * Reads the lines of a UTF-8 file in chunks, with constant memory and without blocking the thread
 * for long. A byte order mark is dropped.
 *
 * @throws UserError when the file is missing, unreadable, not UTF-8, or has a line of more than 16
 *   million characters; the signal's reason when aborted
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

/** Decodes chunk by chunk; called without a chunk, returns the rest. */
function decoderFor(path: string): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new UserError(
        say('{0} is not UTF-8. Save it with the encoding UTF-8 and try again.', basename(path)),
      );
    }
  };
}

const tooLong = (path: string, line: number): UserError =>
  new UserError(
    say(
      '{0}, line {1}: more than 16 million characters. Expected one JSON object per line.',
      basename(path),
      line,
    ),
  );
