import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where this extension lies: the folder above the running bundle with the trainer in it. Bundles sit at
 * different depths (dist/, out/test/…), hence the search.
 */
export function extensionFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'trainer', 'requirements.txt'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No trainer in any folder above ${__dirname}`);
  }
}
