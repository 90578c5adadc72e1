import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isHomePath } from '../../core/target/resultPath.ts';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { askHost, type HostRequest } from '../shell/callHost.ts';
import { ConnectionLost, type Shell } from '../shell/shell.ts';

/** A result as the host lists it. Nothing of it is believed. */
export interface Incoming {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Where parts wait until they are whole. */
const partsFolder = '.incoming';

/**
 * Brings files of a run home: those that differ, each from where the last attempt ended, each checked by
 * its hash before it takes its place.
 *
 * @throws UserError for paths that would leave the folder, and when our disk is full; ConnectionLost
 */
export async function download(
  shell: Shell,
  request: Pick<HostRequest, 'folder' | 'python'> & { readonly run: string },
  {
    files,
    folder,
    onShare,
    signal,
  }: {
    readonly files: readonly Incoming[];
    /** The run's own. */
    readonly folder: string;
    readonly onShare?: (share: number) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  files.forEach(requireHomePath);
  const wanted: (Incoming & { part: string; offset: number })[] = [];
  for (const file of files) {
    const path = join(folder, file.path);
    if ((await sha256OfFile(path)) === file.sha256) continue;
    const part = join(folder, partsFolder, file.sha256);
    const { size } = await stat(part).catch(() => ({ size: 0 }));
    wanted.push({ ...file, part, offset: Math.min(size, file.size) });
  }
  if (wanted.length > 0) {
    try {
      await mkdir(join(folder, partsFolder), { recursive: true });
      await receive(shell, request, wanted, { onShare, signal });
      for (const file of wanted) await settle(file, folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toWriteError(error, folder);
      throw new ConnectionLost('Another window has brought the results home meanwhile.');
    }
  }
  await rm(join(folder, partsFolder), { recursive: true, force: true });
}

type Wanted = Incoming & { readonly part: string; readonly offset: number };

async function receive(
  shell: Shell,
  request: Pick<HostRequest, 'folder' | 'python'> & { readonly run: string },
  wanted: readonly Wanted[],
  {
    onShare,
    signal,
  }: {
    readonly onShare: ((share: number) => void) | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const total = wanted.reduce((sum, { size, offset }) => sum + size - offset, 0);
  const written = wanted.map(({ offset }) => offset);
  let received = 0;
  let current: { number: number; file: Awaited<ReturnType<typeof open>> } | undefined;
  try {
    for (const { part } of wanted) await (await open(part, 'a')).close();
    await askHost(
      shell,
      {
        ...request,
        operation: 'get',
        files: wanted.map(({ path, offset }) => ({ path, offset })),
      },
      {
        signal,
        onFrame: async ({ header, bytes }) => {
          const number = header.file as number;
          const file = wanted[number];
          const offset = written[number];
          // More than was announced is not kept: the hash will tell that the file has changed.
          if (!file || offset === undefined || offset + bytes.length > file.size) return;
          if (current?.number !== number) {
            await current?.file.close();
            current = { number, file: await open(file.part, 'r+') };
          }
          // By position: two windows that fetch the same write the same.
          await current.file.write(bytes, 0, bytes.length, offset);
          written[number] = offset + bytes.length;
          received += bytes.length;
          onShare?.(total === 0 ? 1 : received / total);
        },
      },
    );
  } finally {
    await current?.file.close();
  }
}

async function settle({ path, part, sha256 }: Wanted, folder: string): Promise<void> {
  const destination = join(folder, path);
  if ((await sha256OfFile(part)) !== sha256) {
    // The other window has been here, or the file was damaged or changed on its way.
    if ((await sha256OfFile(destination)) === sha256) return;
    await rm(part, { force: true });
    throw new ConnectionLost(`${path} came home damaged.`);
  }
  await makeRealFolder(dirname(destination), folder);
  await rename(part, destination);
}

/** Makes the folders of a file, none of which may be a link to elsewhere. */
async function makeRealFolder(path: string, root: string): Promise<void> {
  await mkdir(path, { recursive: true });
  for (let at = path; at !== root && at.length > root.length; at = dirname(at)) {
    if ((await lstat(at)).isSymbolicLink()) {
      throw new UserError(`${at} is a link; results are not written through it. Remove it.`);
    }
  }
}

function requireHomePath({ path }: Incoming): void {
  if (typeof path === 'string' && isHomePath(path)) return;
  throw new UserError(
    `The host offers a file by the path ${JSON.stringify(path)}, which is no result of a run. Nothing was written; look at what is in the run’s folder there.`,
  );
}

async function sha256OfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}
