import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FolderWatcher } from '../../../../src/host/files/folderWatcher.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test('reports additions and removals in a folder, also after it was recreated', async (t) => {
  const folder = join(await temporaryFolder(t), 'runs');
  const told = new EventTarget();
  const folders = new FolderWatcher(() => told.dispatchEvent(new Event('change')));
  t.after(() => {
    folders.dispose();
  });
  const after = async (change: () => Promise<unknown>): Promise<void> => {
    const isTold = once(told, 'change');
    await change();
    await isTold;
  };
  folders.add(folder);
  await mkdir(folder);
  folders.add(folder);
  folders.add(folder);
  await after(() => mkdir(join(folder, 'a')));
  await after(() => rm(join(folder, 'a'), { recursive: true }));
  await after(() => rm(folder, { recursive: true }));
  await mkdir(folder);
  folders.add(folder);
  await after(() => mkdir(join(folder, 'b')));
});
