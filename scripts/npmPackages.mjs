import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './child.mjs';
import { root } from './root.mjs';
import { SetupError, step } from './step.mjs';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;

/** Whether node_modules matches package-lock.json, by npm's own record of what it installed. */
function areCurrent() {
  let installed;
  try {
    installed = read('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  // Optional packages are platform-specific: most are absent on purpose.
  return Object.entries(read('package-lock.json')).every(
    ([path, { version, optional }]) =>
      path === '' || optional || installed[path]?.version === version,
  );
}

/** Updates node_modules to the lock file. */
export async function installNpmPackages() {
  if (areCurrent()) return;
  await step('npm packages', async (progress) => {
    const { status, lines } = await runQuietly('npm', ['ci', '--no-audit', '--no-fund'], {
      onLine: progress,
    });
    if (status !== 0) {
      throw new SetupError(`npm ci failed:\n${lines.slice(-20).join('\n')}`);
    }
  });
}
