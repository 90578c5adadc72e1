import { mkdir, rmdir } from 'node:fs/promises';
import { UserError } from '../../core/common/userError.ts';
import { toWriteError } from './fileErrors.ts';

/**
 * Makes the folder of a dataset where it is missing, and takes it away again if the work in it fails.
 *
 * @throws UserError when it cannot be made; else what the work throws
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
      // Whatever keeps it from going, the work's own error is the one to show.
      await rmdir(folder).catch(() => undefined);
    }
    throw error;
  }
}
