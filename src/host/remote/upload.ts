import { say } from '../../core/common/sentence.ts';
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Writable } from 'node:stream';
import { UserError } from '../../core/common/userError.ts';
import { isLink, piecesOf, readRegularBytes } from '../files/openRegular.ts';
import { callHost, type CallOptions, type HostRequest } from '../shell/callHost.ts';
import type { Shell } from '../shell/shell.ts';

/** A local file that a host needs. */
export interface Outgoing {
  /** Absolute local path. */
  readonly source: string;
  /** Remote path with slashes, relative to its destination. */
  readonly path: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** A set of files, identified by its contents. */
export interface OutgoingTree {
  readonly hash: string;
  readonly files: readonly Outgoing[];
}

type Place = Pick<HostRequest, 'folder' | 'python'>;

export interface Uploaded {
  /** Bytes that were uploaded, out of the total. */
  readonly sent: number;
  readonly total: number;
}

/**
 * All files below a folder with their hashes, except Python's caches.
 *
 * @throws UserError for a link, whose target is outside the folder
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

/** @param below no name on the path below this folder may be a link */
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
 * Calls an operation that needs files: files the host has are not uploaded again, interrupted
 * uploads are resumed, and every file is checked by its hash; then the operation is executed in the
 * same call.
 *
 * @throws ConnectionLost when cut off: the next call resumes; UserError when the host's disk is
 *   full
 */
export async function callWithFiles<Answer>(
  shell: Shell,
  request: HostRequest,
  files: readonly Outgoing[],
  asking: Pick<CallOptions, 'signal' | 'onFrame'> & {
    /** Share of the bytes that have to be uploaded. */
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
          say(
            '{0} asks for a file that it was not offered. It was not sent; look at what runs there.',
            shell.name,
          ),
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

/** Like `callWithFiles`, only to make sure that the host has the files. */
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

/** Small files are read at once: a stream for each would cost more than its bytes. */
async function* chunksOf({ source, size }: Outgoing, start: number): AsyncGenerator<Buffer> {
  const smallBytes = 1 << 18;
  if (size < smallBytes)
    yield (await readRegularBytes(source, { most: smallBytes })).subarray(start);
  else yield* piecesOf(source, { start, pieceBytes: smallBytes });
}

/** Waits until the buffer has drained, or the stream is closed. */
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
