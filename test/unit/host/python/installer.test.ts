import { spoken, type Text } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { TorchBuild } from '../../../../src/core/target/torchBuild.ts';
import { findPython } from '../../../../src/host/python/findPython.ts';
import { findUv, pip, torchIn, uvAt, withoutTorch } from '../../../../src/host/python/installer.ts';
import { installPackages } from '../../../../src/host/python/installPackages.ts';
import { setUpTrainer } from '../../../../src/host/python/setUpTrainer.ts';
import { nvidiaDriver, torchHere } from '../../../../src/host/python/torchHere.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { makeEmptyWheels } from './emptyWheels.ts';

const posixOnly = { skip: process.platform === 'win32' && 'the stand-ins are shell scripts' };
const ignore = (): void => undefined;

async function program(folder: string, name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const hashed = [
  ['jinja2==3.1', 'a'],
  ['nvidia-cudnn-cu13==9 ; sys_platform == "linux"', 'b'],
  ['torch==2.13.0', 'c'],
  ['torchmetrics==1', 'e'],
  ['triton==3', 'd'],
]
  .map(([entry = '', hash = '']) => `${entry} \\\n    --hash=sha256:${hash.repeat(64)}\n`)
  .join('');

test('PyTorch is taken out of a list with what only its usual build uses', () => {
  assert.equal(torchIn(hashed), 'torch==2.13.0');
  assert.equal(torchIn('transformers\ntorchmetrics\n'), undefined);
  assert.deepEqual(withoutTorch(hashed).match(/^[a-z][\w-]*/gm), ['jinja2', 'torchmetrics']);
});

/** What a stand-in of uv is called with. */
async function calls(t: TestContext, build: TorchBuild, script = '') {
  const folder = await temporaryFolder(t);
  const log = join(folder, 'log');
  const uv = await program(folder, 'uv', `echo "$*" >>'${log}'\n${script}`);
  const requirementsPath = join(folder, 'hashed.txt');
  await writeFile(requirementsPath, hashed);
  const made = await installPackages({
    ...{ requirementsPath, python: 'PYTHON', folder, build, onProgress: ignore },
    installer: uvAt(uv),
  });
  const lines = (await readFile(log, 'utf8')).trim().replaceAll(folder, '').split('\n');
  return { made, lines, folder };
}
const usual = 'pip install --only-binary :all: --compile-bytecode --python PYTHON';

test('the usual build comes with all else, by hash', posixOnly, async (t) => {
  const { made, lines } = await calls(t, 'default');
  assert.equal(made, 'default');
  assert.deepEqual(lines, [`${usual} -r /hashed.txt`]);
});

for (const build of ['cpu', 'cu126', 'cu130'] as const) {
  test(`the build ${build} comes from PyTorch’s index, all else by hash`, posixOnly, async (t) => {
    const { made, lines, folder } = await calls(t, build);
    assert.equal(made, build);
    assert.deepEqual(lines, [
      `${usual} --torch-backend=${build} torch==2.13.0`,
      `${usual} --no-deps --require-hashes -r /requirements.txt`,
    ]);
    assert.doesNotMatch(
      await readFile(join(folder, 'requirements.txt'), 'utf8'),
      /^(torch|nvidia|triton)\b/m,
    );
  });
}

const offline =
  'case "$*" in *torch-backend*) echo "error: dns error: failed to lookup"; exit 2;; esac';

test(
  'without a GPU the usual build does where PyTorch’s index cannot be reached',
  posixOnly,
  async (t) => {
    const { made, lines } = await calls(t, 'cpu', offline);
    assert.equal(made, 'default');
    assert.deepEqual(lines.slice(1), [`${usual} -r /hashed.txt`]);
  },
);

test('with a GPU another build does not, and the error says so', posixOnly, async (t) => {
  await assert.rejects(calls(t, 'cu126', offline), /could not be reached.*uv's last output/s);
});

test('pip takes the same from the same index', () => {
  assert.deepEqual(pip.install('PYTHON', ['torch'], 'cpu').slice(-3), [
    '--index-url',
    'https://download.pytorch.org/whl/cpu',
    'torch',
  ]);
  assert.ok(!pip.install('PYTHON', ['torch']).includes('--index-url'));
});

test('uv is found on the PATH, else where it installs itself', posixOnly, async (t) => {
  const home = await temporaryFolder(t);
  assert.equal(await findUv({ PATH: join(home, 'bin') }, home), undefined);
  const own = await program(join(home, '.local', 'bin'), 'uv', '');
  assert.equal(await findUv({ PATH: join(home, 'bin') }, home), own);
  const first = await program(join(home, 'bin'), 'uv', '');
  assert.equal(await findUv({ PATH: join(home, 'bin') }, home), first);
});

test('the driver is what nvidia-smi says', posixOnly, async (t) => {
  const folder = await temporaryFolder(t);
  const smi = (script: string) => program(folder, 'nvidia-smi', script);
  assert.equal(await nvidiaDriver(await smi('echo 535.183.01; echo 535.183.01')), '535.183.01');
  assert.equal(await nvidiaDriver(await smi('echo "NVIDIA-SMI has failed"; exit 9')), undefined);
  assert.equal(await nvidiaDriver(join(folder, 'none')), undefined);
});

test('a machine without a build is told what to do before anything is installed', async () => {
  await assert.rejects(torchHere({ platform: 'darwin', arch: 'x64' }), /Intel.*over ssh/);
});

/** The real one, from PyPI (trainer/requirements-dev.txt). */
const realUv = async (): Promise<string> => {
  const found = await findUv({
    PATH: [join(process.cwd(), '.venv', 'bin'), process.env.PATH].join(delimiter),
  });
  return found ?? assert.fail('uv is not there: npm run setup');
};

test('uv makes an environment that can train, and holds packages to their hashes', async (t) => {
  const folder = await temporaryFolder(t);
  const managedFolder = join(folder, 'python');
  const requirementsPath = join(folder, 'requirements.txt');
  const list = `--no-index\n--find-links ${folder}\ntorch\ntransformers\npeft\nsafetensors`;
  makeEmptyWheels(folder);
  const lines: string[] = [];
  const setUp = {
    ...{ managedFolder, requirementsPath, installer: uvAt(await realUv()) },
    torch: { build: 'default', hasCuda: false } as const,
    onProgress: (line: Text) => void lines.push(spoken(line)),
  };
  await writeFile(requirementsPath, `${list}==9.0 --hash=sha256:${'0'.repeat(64)}\n`);
  await assert.rejects(setUpTrainer(setUp), /hash/i);
  await writeFile(requirementsPath, `${list}\n`);
  await setUpTrainer(setUp);
  const found = await findPython({ setting: '', managedFolder });
  assert.equal(found.origin, 'managed environment');
  assert.equal(found.packages.torch, '2.14.0');
});
