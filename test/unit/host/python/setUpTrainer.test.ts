import { spoken, type Text } from '../../../../src/core/common/sentence.ts';
import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { UserError } from '../../../../src/core/common/userError.ts';
import { findPython, stampName } from '../../../../src/host/python/findPython.ts';
import { pip } from '../../../../src/host/python/installer.ts';
import { isTrainerSetUp, setUpTrainer } from '../../../../src/host/python/setUpTrainer.ts';
import { makeEmptyWheels } from './emptyWheels.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

async function prepared(t: TestContext) {
  const folder = await temporaryFolder(t);
  const managedFolder = join(folder, 'python');
  const requirementsPath = join(folder, 'requirements.txt');
  await writeFile(
    requirementsPath,
    `--no-index\n--find-links ${folder}\ntorch\ntransformers\npeft\nsafetensors\n`,
  );
  const lines: string[] = [];
  const onProgress = (line: Text) => lines.push(spoken(line));
  const torch = { build: 'default', hasCuda: false } as const;
  return { folder, managedFolder, requirementsPath, onProgress, lines, torch, installer: pip };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test('recreates an incomplete environment, and then returns immediately', async (t) => {
  const { folder, lines, ...setUp } = await prepared(t);
  const stampPath = join(setUp.managedFolder, stampName);
  await mkdir(setUp.managedFolder);
  await writeFile(join(setUp.managedFolder, 'pyvenv.cfg'), '');
  makeEmptyWheels(folder);

  const python = await setUpTrainer(setUp);
  assert.ok(lines.some((line) => /(mega|giga)bytes/.test(line)));
  assert.ok(lines.some((line) => line.includes('Successfully installed')));
  const found = await findPython({ setting: '', managedFolder: setUp.managedFolder });
  assert.equal(found.origin, 'managed environment');
  assert.equal(found.packages.torch, '2.14.0');

  lines.length = 0;
  assert.equal(await setUpTrainer(setUp), python);
  assert.deepEqual(lines, ['The Python environment is ready.']);

  // Requirements that pip cannot meet: the environment is no longer complete.
  await writeFile(setUp.requirementsPath, '--no-index\ntorch==99\n');
  await assert.rejects(setUpTrainer(setUp), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /last output:\n.*torch==99/s);
    return true;
  });
  assert.equal(await isThere(stampPath), false);
});

test('does not touch a folder that is not an environment', async (t) => {
  const { managedFolder, ...setUp } = await prepared(t);
  await mkdir(managedFolder);
  await writeFile(join(managedFolder, 'thesis.txt'), 'years of work');
  await assert.rejects(setUpTrainer({ ...setUp, managedFolder }), /in the way/);
  assert.ok(await isThere(join(managedFolder, 'thesis.txt')));
});

test(
  'names the package when venv is missing',
  { skip: process.platform === 'win32' && 'the stand-in is a shell script' },
  async (t) => {
    const { folder, ...setUp } = await prepared(t);
    const interpreter = join(folder, 'bare');
    const answer = JSON.stringify({ path: interpreter, version: '3.11.0', packages: {} });
    await writeFile(
      interpreter,
      `#!/bin/sh\n[ "$1" = -c ] && { echo '${answer}'; exit; }\necho 'No module named venv'; exit 1\n`,
      { mode: 0o755 },
    );
    await assert.rejects(
      setUpTrainer({ ...setUp, interpreters: [interpreter] }),
      /sudo apt-get install python3-venv/,
    );
  },
);

test('can be cancelled', async (t) => {
  const setUp = await prepared(t);
  const stop = new AbortController();
  const onProgress = (line: Text): void => {
    if (spoken(line).startsWith('Creating')) stop.abort();
  };
  await assert.rejects(setUpTrainer({ ...setUp, onProgress, signal: stop.signal }), {
    name: 'AbortError',
  });
  assert.equal(await isThere(join(setUp.managedFolder, stampName)), false);
});

test('another build of PyTorch is installed anew where a GPU is to be used, and only there', async (t) => {
  const { folder, lines, ...setUp } = await prepared(t);
  makeEmptyWheels(folder);
  await setUpTrainer(setUp);
  assert.match(await readFile(join(setUp.managedFolder, stampName), 'utf8'), /"build":"default"/);
  const other = { build: 'cu126', hasCuda: true } as const;
  assert.equal(await isTrainerSetUp({ ...setUp, torch: other }), false);
  assert.equal(await isTrainerSetUp({ ...setUp, torch: { build: 'cpu', hasCuda: false } }), true);
  // Made by a version that wrote no build: it is kept.
  const stamp = JSON.parse(await readFile(join(setUp.managedFolder, stampName), 'utf8')) as object;
  await writeFile(
    join(setUp.managedFolder, stampName),
    JSON.stringify({ ...stamp, build: undefined }),
  );
  assert.equal(await isTrainerSetUp({ ...setUp, torch: other }), true);
  assert.ok(lines.length > 0);
});
