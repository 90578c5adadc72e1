import assert from 'node:assert/strict';
import { access, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { test } from 'node:test';
import { listInstalled, removeInstalled } from '../../../../src/host/python/installed.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

async function file(path: string, bytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x'.repeat(bytes));
}

test('an empty XDG_CACHE_HOME is none, as for the trainer', async (t) => {
  const folder = await temporaryFolder(t);
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => {
    process.chdir(before);
  });
  await file(join(folder, 'cricket-lora', 'rehearsal', 'mine'), 5);
  const found = await listInstalled(join(folder, 'python'), { XDG_CACHE_HOME: '' });
  assert.ok(found.every(({ path }) => isAbsolute(path)));
});

test('all that was put outside of workspaces is listed with its size, and removed', async (t) => {
  const folder = await temporaryFolder(t);
  const managedFolder = join(folder, 'storage', 'python');
  const environment = { CRICKET_LORA_CACHE: join(folder, 'cache') };
  assert.deepEqual(await listInstalled(managedFolder, environment), []);
  await file(join(managedFolder, 'lib', 'torch.so'), 300);
  await file(join(folder, 'storage', 'uv', 'python', 'bin', 'python'), 20);
  await file(join(folder, 'cache', 'rehearsal', 'base.jsonl'), 7);
  await file(join(folder, 'cache', 'probes', 'base.jsonl'), 3);
  const others = join(folder, 'cache', 'other');
  await file(join(others, 'kept'), 1000);
  const outside = join(folder, 'outside');
  await file(join(outside, 'thesis'), 1000);
  if (process.platform !== 'win32') await symlink(outside, join(managedFolder, 'link'));

  const found = await listInstalled(managedFolder, environment);
  assert.deepEqual(
    found.map(({ what, bytes }) => [what, bytes]),
    [
      ['environment', 300],
      ['python', 20],
      ['rehearsal', 7],
      ['probes', 3],
    ],
  );
  await removeInstalled(found);
  assert.deepEqual(await listInstalled(managedFolder, environment), []);
  await access(join(others, 'kept'));
  await access(join(outside, 'thesis'));
});
