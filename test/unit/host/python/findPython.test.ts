import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import {
  environmentPython,
  findPython,
  isTooOld,
  lackOf,
  probePython,
  stampName,
} from '../../../../src/host/python/findPython.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const all = { torch: '2.13', transformers: '5.17', peft: '0.21', safetensors: '0.8' };
const posixOnly = { skip: process.platform === 'win32' && 'the stand-ins are shell scripts' };

/** A program that answers like an interpreter with this version and these packages. */
async function standIn(path: string, version: string, packages: object): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  const answer = JSON.stringify({ path, version, packages });
  await writeFile(path, `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  return path;
}

async function emptyPath(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const before = process.env.PATH;
  process.env.PATH = join(folder, 'bin');
  t.after(() => (process.env.PATH = before));
  return folder;
}

test('prefers the setting, then the managed environment, then PATH', posixOnly, async (t) => {
  const folder = await emptyPath(t);
  const managedFolder = join(folder, 'managed');
  await standIn(join(folder, 'bin', 'python3'), '3.12.1', all);
  assert.equal((await findPython({ setting: '', managedFolder })).origin, 'PATH');

  await standIn(environmentPython(managedFolder), '3.11.7', all);
  // Without its stamp it is incomplete.
  assert.equal((await findPython({ setting: '', managedFolder })).origin, 'PATH');
  await writeFile(join(managedFolder, stampName), '{}');
  assert.equal((await findPython({ setting: '', managedFolder })).origin, 'managed environment');

  const setting = await standIn(join(folder, 'mine'), '3.10.0', all);
  const python = await findPython({ setting, managedFolder });
  assert.deepEqual(python, {
    path: setting,
    origin: 'cricketLora.python',
    version: '3.10.0',
    packages: all,
    passedOver: [],
  });
});

test('skips interpreters that cannot train, and logs why', posixOnly, async (t) => {
  const folder = await emptyPath(t);
  const setting = await standIn(join(folder, 'old'), '3.9.18', all);
  await standIn(join(folder, 'bin', 'python3'), '3.12.1', { ...all, torch: null });
  await standIn(join(folder, 'bin', 'python'), '3.12.1', all);
  const python = await findPython({ setting, managedFolder: folder });
  assert.deepEqual(python.passedOver, [
    `${setting} (cricketLora.python) is Python 3.9.18, too old.`,
    'python3 on PATH (Python 3.12.1) lacks torch.',
  ]);
});

test(
  'when none can train, lists each and offers to choose another, or to set one up',
  posixOnly,
  async (t) => {
    const folder = await emptyPath(t);
    const broken = join(folder, 'broken');
    await writeFile(broken, '#!/bin/sh\necho Welcome\n', { mode: 0o755 });
    await assert.rejects(findPython({ setting: broken, managedFolder: folder }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.remedy, 'choose interpreter');
      assert.match(error.message, /broken \(cricketLora\.python\) cannot be run/);
      return true;
    });
    await assert.rejects(findPython({ setting: '' }), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.remedy, 'set up trainer');
      assert.match(error.message, /There is none on PATH/);
      return true;
    });
  },
);

test('queries a real interpreter', async () => {
  const python = await probePython(process.platform === 'win32' ? 'python' : 'python3');
  assert.ok(python);
  assert.match(python.version, /^3\.\d+\.\d+$/);
  assert.deepEqual(Object.keys(python.packages), Object.keys(all));
});

test('reports what an interpreter lacks', () => {
  assert.equal(lackOf({ version: '3.10.0', packages: all }), undefined);
  assert.match(
    spoken(lackOf({ version: '3.11.2', packages: { ...all, peft: null, torch: null } }) ?? ''),
    /lacks torch, peft/,
  );
  assert.ok(isTooOld('2.7.18') && isTooOld('3.9.9') && !isTooOld('3.10.0') && !isTooOld('4.0.0'));
});

test('packages of another age cannot train, though they are there', () => {
  const lack = lackOf({ version: '3.11.2', packages: { ...all, torch: '1.0' } });
  assert.match(spoken(lack ?? ''), /has torch 1\.0 \(needs 2\.11 or newer\)/);
  assert.equal(
    lackOf({ version: '3.11.2', packages: { ...all, torch: '2.13.0+cu126' } }),
    undefined,
  );
});
