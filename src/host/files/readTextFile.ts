import { say } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { toReadError } from './fileErrors.ts';
import { piecesOf, readRegularBytes, type Opening } from './openRegular.ts';

/** A string cannot hold a larger file. */
const mostText = 500 * 1024 * 1024;

export interface TextFile {
  /** Without a byte order mark. */
  readonly text: string;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a whole UTF-8 file.
 *
 * @throws UserError when it is missing, unreadable or not UTF-8; the signal's reason when aborted
 */
export async function readTextFile(path: string, signal?: AbortSignal): Promise<TextFile> {
  signal?.throwIfAborted();
  let bytes: Uint8Array;
  try {
    bytes = await readRegularBytes(path, { most: mostText });
    signal?.throwIfAborted();
  } catch (error) {
    signal?.throwIfAborted();
    throw toReadError(error, path);
  }
  return { text: decode(bytes, path), sha256: sha256Of(bytes) };
}

/** SHA-256 of bytes, or of a text as UTF-8, in hexadecimal. */
export const sha256Of = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** SHA-256 of a file, read in chunks. */
export async function sha256OfFile(path: string, opening: Opening = {}): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of piecesOf(path, opening)) hash.update(chunk);
  return hash.digest('hex');
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(
      say('{0} is not UTF-8. Save it with the encoding UTF-8 and try again.', basename(path)),
    );
  }
}
