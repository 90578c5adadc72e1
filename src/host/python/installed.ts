import { say } from '../../core/common/sentence.ts';
import { lstat, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { exists } from '../files/exists.ts';
import { uvFolderOf } from './installPackages.ts';

/** What the extension has put outside of workspaces. */
export interface Installed {
  readonly what: 'environment' | 'python' | 'rehearsal' | 'probes';
  readonly path: string;
  readonly bytes: number;
}

/** The trainer's cache, as `cache_folder` of the trainer’s once_a_base.py has it. */
function cacheFolder({
  CRICKET_LORA_CACHE,
  LOCALAPPDATA,
  XDG_CACHE_HOME,
}: NodeJS.ProcessEnv): string {
  if (CRICKET_LORA_CACHE) return CRICKET_LORA_CACHE;
  if (process.platform === 'win32' && LOCALAPPDATA)
    return join(LOCALAPPDATA, 'cricket-lora', 'cache');
  // An empty one is none: below a relative folder, something else would be removed.
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'cricket-lora');
  return join(homedir(), '.cache', 'cricket-lora');
}

/** What is there, with sizes. */
export async function listInstalled(
  managedFolder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Installed[]> {
  const places = [
    ['environment', managedFolder],
    ['python', uvFolderOf(managedFolder)],
    ['rehearsal', join(cacheFolder(environment), 'rehearsal')],
    ['probes', join(cacheFolder(environment), 'probes')],
  ] as const;
  const found = await Promise.all(
    places.map(async ([what, path]) =>
      (await exists(path)) ? [{ what, path, bytes: await bytesIn(path) }] : [],
    ),
  );
  return found.flat();
}

/**
 * Removes some of it.
 *
 * @throws UserError when a file is in use or not ours to remove
 */
export async function removeInstalled(some: readonly Installed[]): Promise<void> {
  for (const { path } of some) {
    try {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      throw new UserError(
        say(
          '{0} in {1} could not be removed ({2}). Close what uses it, and remove again.',
          basename(path),
          dirname(path),
          code,
        ),
      );
    }
  }
}

/** Links count as nothing, and are not followed. */
async function bytesIn(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.isFile() ? found.size : 0;
  let bytes = 0;
  for (const name of await readdir(path).catch((): string[] => []))
    bytes += await bytesIn(join(path, name));
  return bytes;
}
