import { existsSync } from 'node:fs';
import { runQuietly } from './child.mjs';
import { SetupError, step } from './step.mjs';

/**
 * Installs missing Debian packages as root; otherwise prints the command to run. Does nothing on
 * other systems, where the users of a package report that it is missing.
 *
 * @param {readonly string[]} packages
 */
export async function installSystemPackages(packages) {
  if (!existsSync('/usr/bin/dpkg-query')) return;
  const missing = [];
  for (const name of packages) if (!(await isInstalled(name))) missing.push(name);
  if (missing.length === 0) return;
  const command = `apt-get install --yes --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new SetupError(`System packages are missing. Install them with:\n  sudo ${command}`);
  }
  await step(`system packages ${missing.join(', ')}`, async (progress) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runQuietly('apt-get', ['update'], { onLine: progress, env });
    const [program, ...args] = command.split(' ');
    const { status, lines } = await runQuietly(program, args, { onLine: progress, env });
    if (status !== 0) throw new SetupError(`${command} failed:\n${lines.slice(-15).join('\n')}`);
  });
}

async function isInstalled(name) {
  const { lines } = await runQuietly('dpkg-query', ['--show', '--showformat=${Status}', name]);
  return lines.at(-1)?.endsWith(' installed') === true;
}
