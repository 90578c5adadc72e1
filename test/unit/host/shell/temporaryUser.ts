import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { temporaryFolder } from '../files/temporaryFolder.ts';

/** Why no user can be created here; false when one can. */
export const withoutUsers =
  (process.getuid?.() !== 0 || spawnSync('useradd', ['--help']).error !== undefined) &&
  'only root can make a user of its own to sign in as';

export interface TemporaryUser {
  readonly name: string;
  readonly password: string;
  readonly home: string;
}

/** A system user with this shell and home, removed after the test. */
export async function makeUser(
  test: TestContext,
  { shell = '/bin/sh', home: homeName = 'home' } = {},
): Promise<TemporaryUser> {
  const folder = await temporaryFolder(test);
  const name = `cl-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(8).toString('hex');
  const home = join(folder, homeName);
  const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
  mkdirSync(home);
  chmodSync(folder, 0o755);
  execFileSync('useradd', ['-M', '-d', home, '-s', shell, '-p', hash, name], { stdio: 'ignore' });
  const id = Number(execFileSync('id', ['-u', name], { encoding: 'utf8' }));
  const group = Number(execFileSync('id', ['-g', name], { encoding: 'utf8' }));
  chownSync(home, id, group);
  if (statSync(home).uid !== id) throw new Error('a home of their own');
  test.after(() => {
    spawnSync('pkill', ['-KILL', '-u', String(id)]);
    // Forced: killed processes may take a moment to end.
    spawnSync('userdel', ['-f', name]);
  });
  return { name, password, home };
}
