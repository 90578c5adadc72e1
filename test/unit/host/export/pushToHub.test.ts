import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { pushToHub } from '../../../../src/host/export/pushToHub.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const posixOnly = { skip: process.platform === 'win32' && 'the stand-in is a shell script' };
const asked = { what: 'adapter', repository: 'me/model' } as const;

/** A run, and a stand-in of Python that says what cricket_lora.push would. */
async function prepared(t: TestContext, ...said: object[]) {
  const folder = await temporaryFolder(t);
  const run = join(folder, 'run');
  await mkdir(run);
  const python = join(folder, 'python');
  const lines = said.map((one) => `echo '${JSON.stringify(one)}'`).join('\n');
  await writeFile(python, `#!/bin/sh\necho "$*" >'${join(folder, 'log')}'\n${lines}\n`);
  await chmod(python, 0o755);
  const called = () => readFile(join(folder, 'log'), 'utf8');
  return { run, called, options: { python, trainerFolder: folder } };
}

test('a dry run returns the files, and says so to Python', posixOnly, async (t) => {
  const file = { file: 'README.md', bytes: 9 };
  const { run, called, options } = await prepared(t, file);
  const { files, address } = await pushToHub(run, { ...asked, isDry: true }, options);
  assert.deepEqual(files, [file]);
  assert.equal(address, undefined);
  assert.match(await called(), /-m cricket_lora\.push .*run\.json adapter me\/model --dry-run\n$/);
});

test('a push returns where the model is', posixOnly, async (t) => {
  const { run, options } = await prepared(
    t,
    { file: 'a.safetensors', bytes: 1 },
    { pushed: 'https://hub/me/model' },
  );
  assert.equal((await pushToHub(run, asked, options)).address, 'https://hub/me/model');
});

for (const [failed, pattern] of [
  ['hub-signed-out', /hf auth login.*HF_TOKEN/],
  ['hub-public', /The repository me\/model is public already/],
  ['hub-refused', /refused me\/model \(403\)/],
  ['hub-unreachable', /could not be reached/],
  ['nothing-to-push', /Export it first/],
] as const) {
  test(`a push that fails says what to do: ${failed}`, posixOnly, async (t) => {
    const { run, options } = await prepared(t, {
      ...{ failed, repository: 'me/model', status: 403, message: 'x', folder: 'merged' },
    });
    await assert.rejects(pushToHub(run, asked, options), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, pattern);
      return true;
    });
  });
}

test('a process that says nothing has not pushed', posixOnly, async (t) => {
  const { run, options } = await prepared(t);
  await assert.rejects(pushToHub(run, asked, options), /The push failed/);
});
