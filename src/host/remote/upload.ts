import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { UserError } from '../../core/common/userError.ts';
import { isLink, piecesOf, readRegularBytes } from '../files/openRegular.ts';
import { callHost, type CallOptions, type HostRequest } from '../shell/callHost.ts';
import type { Shell } from '../shell/shell.ts';

/** A file of ours that a host shall have. */
export interface Outgoing {
  /** Absolute, here. */
  readonly source: string;
  /** There, with slashes, relative to where it belongs. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Files that belong together, named by what is in them. */
export interface OutgoingTree {
  readonly hash: string;
  readonly files: readonly Outgoing[];
}

type Place = Pick<HostRequest, 'folder' | 'python'>;

export interface Uploaded {
  /** Bytes that travelled, of the bytes that there were. */
  readonly sent: number;
  readonly total: number;
}

/**
 * Every file below a folder, hashed. Python's caches stay here.
 *
 * @throws UserError for a name that is a link: what it leads to is not the folder's
 */
export async function readTree(folder: string, names?: readonly string[]): Promise<OutgoingTree> {
  const tops = names ?? (await readdir(folder));
  const paths: string[] = [];
  for (const top of tops) {
    const path = join(folder, top);
    const state = await lstat(path);
    if (state.isSymbolicLink()) throw isLink(path);
    if (state.isFile()) paths.push(path);
    else {
      const inside = await readdir(path, { recursive: true, withFileTypes: true });
      const link = inside.find((entry) => entry.isSymbolicLink());
      if (link) throw isLink(join(link.parentPath, link.name));
      paths.push(
        ...inside
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
      );
    }
  }
  const wanted = paths.filter((path) => !/__pycache__|\.pyc$/.test(path)).sort();
  const files = await Promise.all(
    wanted.map((path) => readOutgoing(path, relative(folder, path).split(sep).join('/'), folder)),
  );
  const names_ = files.map(({ path, sha256 }) => `${path}\0${sha256}\n`).join('');
  return { hash: createHash('sha256').update(names_).digest('hex').slice(0, 32), files };
}

/** @param below nothing on the way from there may be a link */
export async function readOutgoing(
  source: string,
  path: string,
  below?: string,
): Promise<Outgoing> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of piecesOf(source, { below })) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { source, path, sha256: hash.digest('hex'), size };
}

/**
 * Asks for what takes files. Those that the host has do not travel again, what was cut off goes on where it
 * ended, and every file is checked by its hash; then what was asked is carried out, in the same call.
 *
 * @throws ConnectionLost when cut off: the next call goes on; UserError when the host's disk is full
 */
export async function callWithFiles<Answer>(
  shell: Shell,
  request: HostRequest,
  files: readonly Outgoing[],
  asking: Pick<CallOptions, 'signal' | 'onFrame'> & {
    /** Of the bytes that still have to travel. */
    readonly onShare?: ((share: number) => void) | undefined;
  } = {},
): Promise<Answered<Answer>> {
  const { onShare, ...rest } = asking;
  const byHash = new Map(files.map((file) => [file.sha256, file]));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const offered = [...byHash.values()].map(partOf);
  const answer = await callHost<Answer & Lacking>(shell, { ...request, offered }, rest);
  const { missing } = answer;
  if (missing === undefined) return { answer, uploaded: { sent: 0, total } };
  const toSend = missing.reduce((sum, { size, offset }) => sum + size - offset, 0);
  let sent = 0;
  const data = async (to: Writable): Promise<void> => {
    for (const { sha256, offset } of missing) {
      const file = byHash.get(sha256);
      if (!file) {
        throw new UserError(
          `${shell.name} asks for a file that it was not offered. It was not sent; look at what runs there.`,
        );
      }
      for await (const chunk of chunksOf(file, offset)) {
        if (!to.write(chunk)) await drained(to);
        if (to.destroyed) return;
        sent += chunk.length;
        onShare?.(sent / toSend);
      }
    }
  };
  const last = await callHost<Answer>(shell, { ...request, sent: missing }, { ...rest, data });
  return { answer: last, uploaded: { sent, total } };
}

interface Answered<Answer> {
  readonly answer: Answer;
  readonly uploaded: Uploaded;
}

interface Lacking {
  readonly missing?: readonly Part[];
}

/** `callWithFiles` for nothing but that the host has the files. */
export async function upload(
  shell: Shell,
  place: Place,
  files: readonly Outgoing[],
  asking?: Pick<CallOptions, 'signal'>,
): Promise<Uploaded> {
  const request = { ...addressOf(place), operation: 'accept' };
  return (await callWithFiles(shell, request, files, asking)).uploaded;
}

interface Part {
  readonly sha256: string;
  readonly size: number;
  readonly offset: number;
}

const partOf = ({ sha256, size }: Outgoing) => ({ sha256, size });

export const addressOf = ({ folder, python }: Place): Place => ({ folder, python });

/** Small files are read at once: a stream each would cost more than its bytes. */
async function* chunksOf({ source, size }: Outgoing, start: number): AsyncGenerator<Buffer> {
  const smallBytes = 1 << 18;
  if (size < smallBytes)
    yield (await readRegularBytes(source, { most: smallBytes })).subarray(start);
  else yield* piecesOf(source, { start, pieceBytes: smallBytes });
}

/** Waits until there is room again, or nobody to write to. */
async function drained(to: Writable): Promise<void> {
  if (to.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      to.off('drain', done).off('close', done);
      resolve();
    };
    to.on('drain', done).on('close', done);
  });
}
