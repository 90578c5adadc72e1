import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { resolveBase } from '../../../../src/host/base/resolveBase.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

test('resolves embedded, folders and hub ids', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'model'));
  await writeFile(join(folder, 'model', 'config.json'), '{}');
  const model = { kind: 'folder', base: join(folder, 'model') };
  assert.deepEqual(await resolveBase(join(folder, 'model'), '/'), model);
  assert.deepEqual(await resolveBase('./model', folder), model);
  for (const id of ['gpt2', 'Qwen/Qwen2.5-1.5B-Instruct']) {
    assert.deepEqual(await resolveBase(id, folder), { kind: 'hub', base: id });
  }
});

test('rejects anything else', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(resolveBase('./nothing', folder), /no config\.json/);
  await assert.rejects(resolveBase('~/certainly/not/there', folder), /no config\.json/);
  for (const written of ['', 'a/b/c', '-x', 'a b', 'https://example.org/a']) {
    await assert.rejects(resolveBase(written, folder), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /cricketLora\.base is/);
      return true;
    });
  }
});
