import { say } from '../../core/common/sentence.ts';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  // eslint-disable-next-line no-restricted-syntax -- here it is used as the others should
  openSync,
  readSync,
  type ReadStream,
  type Stats,
} from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { UserError } from '../../core/common/userError.ts';

export interface Opening {
  /**
   * A folder of untrusted origin: no name below it may be a link. If absent, links are followed.
   */
  readonly below?: string | undefined;
  /** Maximum size of the file in bytes. */
  readonly most?: number | undefined;
  /** Default: for reading. */
  readonly flags?: number;
}

// Windows has neither flag; there lstat has to do.
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants as Partial<typeof constants>;

/**
 * Opens a regular file: a device or pipe under its name must not block a thread or fill the memory,
 * and a link in an untrusted folder must not be followed. All files of workspaces and runs are
 * opened here.
 *
 * @throws UserError with the path when it is a link, not a file, or too large; else the system's
 *   error
 */
export async function openRegular(path: string, opening: Opening = {}): Promise<FileHandle> {
  const { below, most = Infinity, flags = constants.O_RDONLY } = opening;
  if (below !== undefined) await requireNoLinks(path, below);
  const noFollow = below === undefined ? 0 : O_NOFOLLOW;
  let file: FileHandle;
  try {
    file = await open(path, flags | O_NONBLOCK | noFollow, 0o644);
  } catch (error) {
    throw toOpenError(error, path);
  }
  try {
    requireFile(await file.stat(), path, most);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function toOpenError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP' || code === 'EMLINK') return isLink(path);
  return code === 'ENXIO' ? isNoFile(path) : error;
}

function requireFile(state: Stats, path: string, most: number): void {
  // The error of reading a folder.
  if (state.isDirectory()) throw Object.assign(new Error(`EISDIR: ${path}`), { code: 'EISDIR' });
  if (!state.isFile()) throw isNoFile(path);
  if (state.size > most) {
    throw new TooLarge(
      say(
        '{0} has {1}; at most {2} are read. Remove it, or what made it so large.',
        path,
        formatBytes(state.size),
        formatBytes(most),
      ),
    );
  }
}

/**
 * The text of a file with a maximum size.
 *
 * @throws as `openRegular` does
 */
export async function readRegular(
  path: string,
  opening: Opening & { readonly most: number },
): Promise<string> {
  return (await readRegularBytes(path, opening)).toString('utf8');
}

export async function readRegularBytes(
  path: string,
  { most, ...opening }: Opening & { readonly most: number },
): Promise<Buffer> {
  const file = await openRegular(path, { ...opening, most });
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(size);
    let read = 0;
    while (read < size) {
      const { bytesRead } = await file.read(bytes, read, size - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return bytes.subarray(0, read);
  } finally {
    await file.close();
  }
}

/**
 * Reads as `readRegular` does, but blocks: for threads that read many small files, where a promise for
 * each call costs several times what the call does.
 *
 * @param opening `below`: the folder that holds the file
 */
export function readRegularNow(
  path: string,
  { below, most }: { readonly below: string; readonly most: number },
): string {
  if (dirname(path) !== below) throw new Error(`${path} is not directly in ${below}`);
  if (O_NOFOLLOW === 0 && lstatSync(path).isSymbolicLink()) throw isLink(path);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  } catch (error) {
    throw toOpenError(error, path);
  }
  try {
    const state = fstatSync(file);
    requireFile(state, path, most);
    const bytes = Buffer.allocUnsafe(state.size);
    let read = 0;
    while (read < state.size) {
      const count = readSync(file, bytes, read, state.size - read, read);
      if (count === 0) break;
      read += count;
    }
    return bytes.toString('utf8', 0, read);
  } finally {
    closeSync(file);
  }
}

/** Reads a file in chunks, opened as by `openRegular`. */
export async function* piecesOf(
  path: string,
  { pieceBytes, start, ...opening }: Opening & { pieceBytes?: number; start?: number } = {},
): AsyncGenerator<Buffer> {
  const file = await openRegular(path, opening);
  const stream: ReadStream = file.createReadStream({
    ...(pieceBytes !== undefined && { highWaterMark: pieceBytes }),
    ...(start !== undefined && { start }),
  });
  yield* stream as AsyncIterable<Buffer>;
}

/**
 * Rejects a path on which a name below `folder` is a link, even a harmless one.
 *
 * @throws UserError with the link
 */
export async function requireNoLinks(path: string, folder: string): Promise<void> {
  const names = relative(folder, path).split(sep);
  if (names[0] === '..') throw new UserError(say('{0} does not lie in {1}.', path, folder));
  // The last name is checked when it is opened, where the system can.
  const checked = O_NOFOLLOW === 0 ? names : names.slice(0, -1);
  let at = folder;
  for (const name of checked) {
    at = join(at, name);
    const state = await lstat(at).catch(() => undefined);
    if (state === undefined) return;
    if (state.isSymbolicLink()) throw isLink(at);
  }
}

/** Of a file above the size that was asked for. */
export class TooLarge extends UserError {}

export const isLink = (path: string): UserError =>
  new UserError(
    say(
      '{0} is a link. Nothing is read or written through links in a run’s folder: put the file itself there, or remove the link.',
      path,
    ),
  );
export const isNoFile = (path: string): UserError =>
  new UserError(say('{0} is no ordinary file. Remove it, and look at where it came from.', path));

/** Flags for appending to, or writing into, one of our files, creating it if necessary. */
export const writing = constants.O_WRONLY | constants.O_CREAT;
export const appending = writing | constants.O_APPEND;

/** Creates an empty file, replacing whatever has its name. */
export async function writeMark(path: string, below: string): Promise<void> {
  await requireNoLinks(path, below);
  await (await openRegular(path, { below, flags: writing })).close();
}
