/**
 * Installs what the repository needs and builds it; returns immediately if nothing changed. Uses no
 * packages, since it installs them. `node scripts/setup.mjs [--tests]`
 */
import { pathToFileURL } from 'node:url';
import { runQuietly } from './child.mjs';
import { installNpmPackages } from './npmPackages.mjs';
import { installPythonPackages } from './pythonEnvironment.mjs';
import { main, SetupError } from './step.mjs';

/** @param {{tests?: boolean}} options `tests`: also install what only tests need */
export async function setUp({ tests = false } = {}) {
  await installNpmPackages();
  await installPythonPackages({ tests });
  const { status, lines } = await runQuietly(process.execPath, [
    'scripts/build.mjs',
    ...(tests ? ['--tests'] : []),
  ]);
  if (status !== 0) throw new SetupError(lines.join('\n'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await setUp({ tests: process.argv.includes('--tests') });
    console.log('Ready: npm run demo, npm start, npm test.');
  });
}
