import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * Does a check unless it held for the very same files before, all that git does not ignore. Only for
 * checks that nothing but those files decides; without git every check is done.
 *
 * @param {string} name of the check
 * @param {() => Promise<boolean>} check whether it holds
 * @returns {Promise<'held' | 'holds' | 'fails'>}
 */
export async function checkUnlessUnchanged(name, check) {
  const stamp = join(root, 'out', 'checked', name);
  const before = hashOfFiles();
  if (before !== undefined && before === read(stamp)) return 'held';
  if (!(await check())) return 'fails';
  // Edited meanwhile: nobody knows which of both was checked.
  if (before !== undefined && before === hashOfFiles()) {
    mkdirSync(join(stamp, '..'), { recursive: true });
    writeFileSync(stamp, before);
  }
  return 'holds';
}

function hashOfFiles() {
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  if (listed.status !== 0) return undefined;
  const hash = createHash('sha256').update(process.version);
  for (const name of listed.stdout.split('\0').filter(Boolean).sort()) {
    hash.update(`\0${name}\0`).update(read(join(root, name), null) ?? 'gone');
  }
  return hash.digest('hex');
}

function read(path, encoding = 'utf8') {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}
