import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';

/**
 * Writes a whole file or nothing: into a sibling first, flushed to the disk, then renamed over the
 * target, so that no reader ever sees half of it. The folder must exist.
 *
 * @throws UserError when the disk is full or the place may not be written to; the target is as it was.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
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
  } catch (error) {
    await rm(temporary, { force: true });
    throw toWriteError(error, path);
  }
}

/** A name in the same folder, hence on the same disk, that nobody else uses. */
export function siblingOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** A UserError for failures of the disk or of permissions, otherwise the error itself. */
export function toWriteError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError(
        `Could not write ${path}: the disk is full. Free some space and try again.`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(
        `Could not write ${path}: it may not be written to. Change its permissions or choose another folder.`,
      );
    case undefined:
    default:
      return error;
  }
}
