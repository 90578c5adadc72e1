import { toWriteError } from './fileErrors.ts';
import { flushFolder } from './flush.ts';
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a whole file or nothing: into a sibling first, flushed to the disk, then renamed over the
 * target, so that no reader ever sees half of it. The folder must exist. Not write-file-atomic: version 7
 * ignores short writes, and on a disk that fills up replaces the target with a truncated file.
 *
 * @throws UserError when the disk is full or the path is not writable; the target is unchanged.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = siblingOf(path);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await flushFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw toWriteError(error, path);
  }
}

/** An unused name in the same folder, hence on the same disk. */
export function siblingOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}
