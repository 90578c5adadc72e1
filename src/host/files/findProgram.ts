import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** The folders of PATH. A relative one would mean the folder that VS Code happened to be started in. */
export const foldersOf = ({ PATH = '' }: NodeJS.ProcessEnv): string[] =>
  PATH.split(delimiter).filter(isAbsolute);

/** The first program of that name that can be run, in some folders; undefined where none is. */
export async function findProgram(
  name: string,
  folders: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, platform === 'win32' ? `${name}.exe` : name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
