import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The root folder of this extension: the closest ancestor of the running bundle that contains the
 * trainer. Bundles are at different depths (dist/, out/test/…).
 */
export function extensionFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'trainer', 'requirements.txt'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No trainer in any folder above ${__dirname}`);
  }
}
