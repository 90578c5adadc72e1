import { copyFile, type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { siblingOf } from './writeAtomically.ts';
import { toWriteError } from './fileErrors.ts';

interface Write {
  readonly path: string;
  /** A text, its chunks, or a function that returns it once the files before it are written. */
  readonly content: string | AsyncIterable<Uint8Array> | (() => string);
}

/** Several files that one source fills in turns; one that gets nothing is not made. */
interface Fill {
  readonly paths: readonly string[];
  readonly fill: (write: (path: string, text: string) => Promise<void>) => Promise<void>;
}

interface Replacement {
  readonly path: string;
  /** Holds the new content until it is moved into place. */
  readonly temporary: string;
  /** A second name for the old file while the others are replaced. */
  readonly old: string;
}

/**
 * Replaces several files, all or none: a failure or an abort leaves all unchanged. The folders must
 * exist.
 *
 * @throws UserError when the disk is full or the path is not writable; the signal's reason when
 *   aborted
 */
export async function writeFilesTogether(
  writes: readonly (Write | Fill)[],
  signal?: AbortSignal,
): Promise<void> {
  const replacements: Replacement[] = [];
  try {
    const replacementOf = (path: string): Replacement => {
      const replacement = { path, temporary: siblingOf(path), old: siblingOf(path) };
      replacements.push(replacement);
      return replacement;
    };
    for (const write of writes) {
      if ('fill' in write) await fillTemporaries(write, replacementOf);
      else await writeTemporary(replacementOf(write.path), write.content);
    }
    signal?.throwIfAborted();
    await replaceAll(replacements);
  } finally {
    for (const { temporary, old } of replacements) {
      await rm(temporary, { force: true });
      await rm(old, { force: true });
    }
  }
}

async function writeTemporary(
  { path, temporary }: Replacement,
  content: Write['content'],
): Promise<void> {
  try {
    const file = await open(temporary, 'wx');
    try {
      if (typeof content === 'string') await file.writeFile(content);
      else if (typeof content === 'function') await file.writeFile(content());
      else await writePieces(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toWriteError(error, path);
  }
}

async function fillTemporaries(
  { paths, fill }: Fill,
  replacementOf: (path: string) => Replacement,
): Promise<void> {
  const files = new Map<string, FileHandle>();
  try {
    await fill(async (path, text) => {
      if (!paths.includes(path)) throw new Error(`${path} is none of the files to fill`);
      try {
        const file = files.get(path) ?? (await open(replacementOf(path).temporary, 'wx'));
        files.set(path, file);
        await file.writeFile(text);
      } catch (error) {
        throw toWriteError(error, path);
      }
    });
    for (const file of files.values()) await file.sync();
  } finally {
    for (const file of files.values()) await file.close();
  }
}

/** Writes each chunk while the next one is produced. */
async function writePieces(file: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  let writing = Promise.resolve();
  for await (const piece of pieces) {
    await writing;
    writing = file.writeFile(piece);
    // Awaited later; avoid an unhandled rejection until then.
    writing.catch(() => undefined);
  }
  await writing;
}

async function replaceAll(replacements: readonly Replacement[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  for (const { path, temporary, old } of replacements) {
    try {
      const existed = await keep(path, old);
      await rename(temporary, path);
      undo.unshift(() => (existed ? rename(old, path) : rm(path)));
    } catch (error) {
      for (const step of undo) {
        await step();
      }
      throw toWriteError(error, path);
    }
  }
}

/**
 * Hard-links a file, or copies it where the file system has no links; false if there is no such
 * file.
 */
async function keep(path: string, second: string): Promise<boolean> {
  try {
    await link(path, second).catch(() => copyFile(path, second));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return false;
    }
    throw error;
  }
}
