import { say, type Text } from '../../core/common/sentence.ts';
import { mkdtemp, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { formatBytes } from '../../core/common/formatBytes.ts';
import { isPlainPath } from '../../core/common/plainPath.ts';
import { UserError } from '../../core/common/userError.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { exists } from '../files/exists.ts';
import { toReadError, toWriteError } from '../files/fileErrors.ts';
import { flushFolder, flushTree, makeFolder } from '../files/flush.ts';
import { openRegular, writing } from '../files/openRegular.ts';
import { sha256OfFile } from '../files/readTextFile.ts';
import { readRequestText, recordOwnRun } from '../run/ownRuns.ts';
import { requirePlainFolder } from '../run/plainFolder.ts';
import { predictionsName } from '../run/runFiles.ts';
import { readRunRequest, readRunStatus } from '../run/runFolder.ts';
import { takenHome } from './notebookCells.ts';

/** Bytes that a run may have, unpacked: adapters of the largest ranks have some gigabytes. */
const mostBytes = 16 * 2 ** 30;

/**
 * Unpacks the results of a notebook as a run of this machine, whole or not at all.
 *
 * @returns the run's folder
 * @throws UserError when it holds anything else, has not ended, or is here already
 */
export async function importRun(
  zipPath: string,
  runsFolder: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const zip = await openRegular(zipPath).catch((error: unknown) => {
    throw toReadError(error, zipPath);
  });
  try {
    await makeFolder(runsFolder);
    return await importOpened(zip, zipPath, { runsFolder, signal });
  } finally {
    await zip.close();
  }
}

async function importOpened(
  zip: FileHandle,
  zipPath: string,
  { runsFolder, signal }: { runsFolder: string; signal: AbortSignal | undefined },
): Promise<string> {
  const temporary = await mkdtemp(join(runsFolder, '.new-'));
  try {
    await unpack(zip, zipPath, { folder: temporary, signal });
    const id = await checkedId(temporary, zipPath);
    const folder = join(runsFolder, id);
    if (await exists(folder))
      throw new UserError(say('The run {0} is here already: {1}.', id, folder));
    await flushTree(temporary);
    await recordOwnRun(folder, await readRequestText(temporary));
    await rename(temporary, folder);
    await flushFolder(runsFolder);
    return folder;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw toWriteError(error, runsFolder);
  }
}

async function unpack(
  file: FileHandle,
  path: string,
  { folder, signal }: { folder: string; signal: AbortSignal | undefined },
): Promise<void> {
  const zip = await fromFdPromise(file.fd, { autoClose: false }).catch((error: unknown) => {
    throw unusable(path, error instanceof Error ? error.message : String(error));
  });
  const seen = new Set<string>();
  let size = 0;
  for await (const entry of entriesOf(zip, path)) {
    signal?.throwIfAborted();
    const { fileName, uncompressedSize } = entry;
    requireTaken(entry, path);
    if (seen.has(fileName)) throw unusable(path, say('{0} is in it twice', fileName));
    seen.add(fileName);
    size += uncompressedSize;
    if (size > mostBytes)
      throw unusable(path, say('it holds more than {0}', formatBytes(mostBytes)));
    await write(zip, entry, { folder, path, signal });
  }
}

async function* entriesOf(zip: ZipFile, path: string): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    if (error instanceof UserError || (error as Error).name === 'AbortError') throw error;
    // Names out of the folder are among what the reader refuses.
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
}

/** Of the names that the notebook writes, as ordinary files. */
function requireTaken(entry: Entry, path: string): void {
  const { fileName, externalFileAttributes } = entry;
  const type = (externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0 && type !== 0o100000)
    throw unusable(path, say('{0} is no ordinary file', fileName));
  if (entry.isEncrypted()) throw unusable(path, say('{0} is encrypted', fileName));
  const { files, folders, inFolders } = takenHome;
  const [first = '', second, ...others] = fileName.split('/');
  const isOne = (names: readonly string[], name: string): boolean => names.includes(name);
  const isTaken =
    second === undefined
      ? isOne(files, first)
      : others.length === 0 && isOne(folders, first) && isOne(inFolders, second);
  if (!isTaken || !isPlainPath(fileName)) {
    throw unusable(path, say('it holds {0}, which no run brings home', JSON.stringify(fileName)));
  }
}

async function write(
  zip: ZipFile,
  entry: Entry,
  { folder, path, signal }: { folder: string; path: string; signal: AbortSignal | undefined },
): Promise<void> {
  const target = join(folder, entry.fileName);
  await makeFolder(dirname(target));
  const file = await openRegular(target, { below: folder, flags: writing });
  try {
    // Ends with an error after as many bytes as the entry promised.
    const content = await zip.openReadStreamPromise(entry);
    await pipeline(content, file.createWriteStream(), ...(signal ? [{ signal }] : []));
  } catch (error) {
    await file.close().catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw error;
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
}

/** The run's id, once everything in it fits together. */
async function checkedId(folder: string, path: string): Promise<string> {
  await requirePlainFolder(folder);
  const request = await readRunRequest(folder).catch(() => {
    throw unusable(path, say('it has no run.json of a run'));
  });
  const { id, questions, target } = request;
  if (!isPlainPath(id) || id.includes('/') || id.startsWith('.')) {
    throw unusable(path, say('{0} is no name of a run', JSON.stringify(id)));
  }
  if (target !== localTargetName || questions.path !== 'questions.jsonl') {
    throw unusable(path, say('it is of a run on a host, which is mirrored from there'));
  }
  const isSame = await sha256OfFile(join(folder, questions.path), { below: folder }).then(
    (hash) => hash === questions.sha256,
    () => false,
  );
  if (!isSame) throw unusable(path, say('its questions are not those that run.json names'));
  const status = await readRunStatus(folder);
  if (status === undefined || status.state === 'running') {
    throw unusable(
      path,
      say('its training has not ended: run the last two cells of the notebook again'),
    );
  }
  if (status.state === 'finished' && !(await exists(join(folder, predictionsName)))) {
    throw unusable(path, say('it has no answers'));
  }
  return id;
}

const unusable = (path: string, reason: Text): UserError =>
  new UserError(
    say(
      '{0} cannot be imported: {1}. Choose the zip that the last cell of a notebook of Export as Notebook wrote.',
      path,
      reason,
    ),
  );
