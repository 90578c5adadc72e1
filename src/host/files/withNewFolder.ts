import { say } from '../../core/common/sentence.ts';
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from './fileErrors.ts';

/**
 * Creates a dataset's folder if necessary, with those above it, and removes what it created if the
 * work in it fails.
 *
 * @throws UserError when it cannot be created; whatever the work throws
 */
export async function withNewFolder(folder: string, work: () => Promise<void>): Promise<void> {
  let created: string | undefined;
  try {
    created = await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(
        say("{0} is a file, where the dataset's folder should be. Rename it.", folder),
      );
    }
    throw toWriteError(error, folder);
  }
  try {
    await work();
  } catch (error) {
    // If a folder cannot be removed, the work's own error is still the one to show.
    if (created !== undefined) await removeUpTo(created, folder).catch(() => undefined);
    throw error;
  }
}

/** Removes a folder and those above it, as far as the first that was created. */
async function removeUpTo(first: string, folder: string): Promise<void> {
  await rmdir(folder);
  if (resolve(folder) !== resolve(first)) await removeUpTo(first, dirname(resolve(folder)));
}
