import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  installExportPackages,
  missingPackages,
  packagesOf,
} from '../../../../src/host/export/exportPackages.ts';
import { uvAt } from '../../../../src/host/python/installer.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

test('merged safetensors need no further package, ONNX and GGUF their own', () => {
  assert.deepEqual(packagesOf(['merged']), []);
  assert.deepEqual(packagesOf(['merged', 'int8']), ['onnx', 'onnxscript', 'onnxruntime']);
  assert.deepEqual(packagesOf(['gguf-q8_0']), ['gguf']);
});

test('an interpreter is asked for what it lacks', async () => {
  assert.deepEqual(await missingPackages('python3', ['json', 'no_such_package']), [
    'no_such_package',
  ]);
});

test(
  'they are installed by hash, and PyTorch stays as it is',
  { skip: process.platform === 'win32' && 'the stand-in is a shell script' },
  async (t) => {
    const folder = await temporaryFolder(t);
    const uv = join(folder, 'uv');
    await writeFile(uv, `#!/bin/sh\necho "$*" >>'${join(folder, 'log')}'\n`);
    await chmod(uv, 0o755);
    await installExportPackages({
      ...{ python: 'PYTHON', managedFolder: folder, installer: uvAt(uv) },
      requirementsPath: 'trainer/requirements-export-hashed.txt',
      onProgress: () => undefined,
    });
    const called = await readFile(join(folder, 'log'), 'utf8');
    assert.match(called, /^pip install .* --no-deps --require-hashes -r .*requirements\.txt\n$/);
    const list = await readFile(join(folder, 'requirements.txt'), 'utf8');
    for (const name of ['onnx', 'onnxscript', 'onnxruntime', 'gguf', 'transformers'])
      assert.match(list, new RegExp(`^${name}==`, 'm'));
    assert.doesNotMatch(list, /^(torch|nvidia-|triton|cuda-)/m);
  },
);
