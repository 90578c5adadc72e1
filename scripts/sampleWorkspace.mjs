import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** A workspace to try the extension in: the bundled table, and settings that need no network. */
export const sampleWorkspace = join(root, '.cache', 'sample');

/** Creates only missing files, so that the user's changes are kept. */
export function makeSampleWorkspace() {
  mkdirSync(join(sampleWorkspace, '.vscode'), { recursive: true });
  const table = join(sampleWorkspace, 'test_batting.csv');
  if (!existsSync(table)) copyFileSync(join(root, 'data', 'test_batting.csv'), table);
  const settings = join(sampleWorkspace, '.vscode', 'settings.json');
  if (!existsSync(settings)) writeFileSync(settings, '{\n  "cricketLora.base": "embedded"\n}\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) makeSampleWorkspace();
