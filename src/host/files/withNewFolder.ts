import { mkdir, rmdir } from 'node:fs/promises';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from './fileErrors.ts';

/**
 * Creates a dataset's folder if necessary, and removes it again if the work in it fails.
 *
 * @throws UserError when it cannot be created; whatever the work throws
 */
export async function withNewFolder(folder: string, work: () => Promise<void>): Promise<void> {
  let created: string | undefined;
  try {
    created = await mkdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(`${folder} is a file, where the dataset's folder should be. Rename it.`);
    }
    throw toWriteError(error, folder);
  }
  try {
    await work();
  } catch (error) {
    if (created !== undefined) {
      // If the folder cannot be removed, the work's own error is still the one to show.
      await rmdir(folder).catch(() => undefined);
    }
    throw error;
  }
}
