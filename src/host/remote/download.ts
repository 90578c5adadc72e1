import { say } from '../../core/common/sentence.ts';
import { constants } from 'node:fs';
import { lstat, mkdir, rename, rm, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkValue } from '../../core/common/checkValue.ts';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { incomingFilesSchema, type Incoming } from '../../core/target/hostSchemas.ts';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { flushFolder } from '../files/flush.ts';
import { appending, openRegular, requireNoLinks } from '../files/openRegular.ts';
import { sha256OfFile } from '../files/readTextFile.ts';
import { callHost, type HostRequest } from '../shell/callHost.ts';
import { ConnectionLost, type Shell } from '../shell/shell.ts';

/** Folder of incomplete files. */
const partsFolder = '.incoming';
/** Kept free for everything else on this disk. */
const spareBytes = 64 << 20;

/**
 * Downloads the files of a run that differ, each from where the last attempt ended, each checked by
 * its hash before it is moved into place. The whole list is validated before any file is touched.
 *
 * @throws UserError for an invalid list, for links in the folder, and when the local disk is full;
 *   ConnectionLost
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
    /** The run's folder. */
    readonly folder: string;
    readonly onShare?: (share: number) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const wanted = await lacking(requireResults(files, shell.name), folder);
  await requireRoom(wanted, folder, shell.name);
  if (wanted.length > 0) {
    try {
      await mkdir(join(folder, partsFolder), { recursive: true });
      await receive(shell, request, wanted, { onShare, signal });
      let damaged: string | undefined;
      for (const file of wanted) if (!(await settle(file, folder))) damaged ??= file.path;
      if (damaged !== undefined) throw new ConnectionLost(say('{0} came home damaged.', damaged));
      for (const name of foldersOf(wanted, folder)) await flushFolder(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toWriteError(error, folder);
      throw new ConnectionLost(say('Another window has brought the results home meanwhile.'));
    }
  }
  await rm(join(folder, partsFolder), { recursive: true, force: true });
}

/** A host is not trusted, although its answer has passed `answerSchemas` before. */
function requireResults(files: unknown, host: string): readonly Incoming[] {
  const { value, problem } = checkValue(incomingFilesSchema, files);
  if (value) return value;
  throw new UserError(
    say(
      'The results that {0} offers cannot be brought home: {1}. Nothing was written; look at what is in the run’s folder there.',
      host,
      problem,
    ),
  );
}

async function lacking(files: readonly Incoming[], folder: string): Promise<readonly Wanted[]> {
  const parts = join(folder, partsFolder);
  await requireNoLinks(join(parts, 'any'), folder);
  const wanted: Wanted[] = [];
  for (const file of files) {
    if ((await sha256At(join(folder, file.path), folder)) === file.sha256) continue;
    const part = join(parts, file.sha256);
    const { size } = await lstat(part).catch(() => ({ size: 0 }));
    wanted.push({ ...file, part, offset: Math.min(size, file.size) });
  }
  return wanted;
}

async function requireRoom(wanted: readonly Wanted[], folder: string, host: string): Promise<void> {
  const needed = wanted.reduce((sum, { size, offset }) => sum + size - offset, 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed === 0 || needed + spareBytes <= bavail * bsize) return;
  throw new UserError(
    say(
      '{0} offers {1} of results for {2}, where {3} are free. Free some space; they come home by themselves then.',
      host,
      formatBytes(needed),
      folder,
      formatBytes(bavail * bsize),
    ),
  );
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
  let current: { number: number; file: FileHandle } | undefined;
  try {
    for (const { part } of wanted) {
      await (await openRegular(part, { below: dirname(part), flags: appending })).close();
    }
    await callHost(
      shell,
      {
        ...request,
        operation: 'get',
        files: wanted.map(({ path, offset }) => ({ path, offset })),
      },
      {
        signal,
        onFrame: async ({ header, bytes }) => {
          const { file: number = -1 } = header;
          const file = wanted[number];
          const offset = written[number];
          // Drop what exceeds the announced size: the hash shows that the file has changed.
          if (!file || offset === undefined || offset + bytes.length > file.size) return;
          if (current?.number !== number) {
            await current?.file.close();
            const opening = { below: dirname(file.part), flags: constants.O_RDWR };
            current = { number, file: await openRegular(file.part, opening) };
          }
          // By position: two windows that download the same file write the same bytes.
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

/** Every folder on the way to a file, from the run's own. */
const foldersOf = (files: readonly Wanted[], folder: string): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ path }) =>
      path.split('/').map((_, depth, names) => join(folder, ...names.slice(0, depth))),
    ),
  );

/** @returns false for a part that is not what the host has listed; it is removed, to be fetched anew */
async function settle({ path, part, sha256 }: Wanted, folder: string): Promise<boolean> {
  const destination = join(folder, path);
  if ((await sha256At(part, folder)) !== sha256) {
    // Moved by another window, or damaged or changed on the way.
    if ((await sha256At(destination, folder)) === sha256) return true;
    await rm(part, { force: true });
    return false;
  }
  // Checked before any folder is created: the path may lead through a link.
  await requireNoLinks(destination, folder);
  await mkdir(dirname(destination), { recursive: true });
  // A name that survives a loss of power promises its content: the host is not asked again.
  const file = await openRegular(part, { below: folder, flags: constants.O_RDWR });
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, destination);
  return true;
}

async function sha256At(path: string, below: string): Promise<string | undefined> {
  try {
    return await sha256OfFile(path, { below });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
