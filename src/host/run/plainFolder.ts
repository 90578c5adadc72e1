import { say } from '../../core/common/sentence.ts';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { isLink, isNoFile } from '../files/openRegular.ts';

/** A run has a dozen files, its checkpoints and exports a few each. */
const mostEntries = 10_000;

/**
 * Makes sure that a run's folder contains only regular files and folders, before a trainer writes
 * into it or any of it is uploaded.
 *
 * @throws UserError with the path of a link, device or pipe
 */
export async function requirePlainFolder(folder: string): Promise<void> {
  let entries = 0;
  const look = async (
    path: string,
    entry: Pick<Dirent, 'isSymbolicLink' | 'isDirectory' | 'isFile'>,
  ) => {
    if (entry.isSymbolicLink()) throw isLink(path);
    if (entry.isFile()) return;
    if (!entry.isDirectory()) throw isNoFile(path);
    for (const inside of await readdir(path, { withFileTypes: true })) {
      if (++entries > mostEntries) {
        throw new UserError(
          say(
            '{0} holds more than {1} files, which no run makes. Remove what does not belong there.',
            folder,
            mostEntries,
          ),
        );
      }
      await look(join(path, inside.name), inside);
    }
  };
  await look(folder, await lstat(folder));
}
