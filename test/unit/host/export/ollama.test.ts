import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createInOllama, findOllama, ollamaName } from '../../../../src/host/export/ollama.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const posixOnly = { skip: process.platform === 'win32' && 'the stand-in is a shell script' };

/** A run with a Modelfile, and a stand-in of Ollama. */
async function prepared(t: TestContext, script: string) {
  const folder = await temporaryFolder(t);
  const run = join(folder, 'run');
  await mkdir(join(run, 'gguf'), { recursive: true });
  await writeFile(join(run, 'gguf', 'Modelfile'), 'FROM ./model-f16.gguf\n');
  const ollama = join(folder, 'bin', 'ollama');
  await mkdir(join(folder, 'bin'));
  await writeFile(ollama, `#!/bin/sh\n${script}\n`);
  await chmod(ollama, 0o755);
  return { folder, run, ollama };
}

test('Ollama is found on the PATH only', posixOnly, async (t) => {
  const { folder, ollama } = await prepared(t, '');
  assert.equal(await findOllama({ PATH: `/nowhere:${join(folder, 'bin')}` }), ollama);
  assert.equal(await findOllama({ PATH: '/nowhere' }), undefined);
  await chmod(ollama, 0o644);
  assert.equal(await findOllama({ PATH: join(folder, 'bin') }), undefined);
});

test('a run’s name in Ollama is one that it takes', () => {
  assert.equal(ollamaName('20261129-030000-recall'), 'cricket-20261129-030000-recall');
  assert.match(ollamaName(`Ünï/../${'x'.repeat(200)}`), /^cricket-[a-z0-9-]{1,60}$/);
});

test('the GGUF is taken in by the Modelfile beside it', posixOnly, async (t) => {
  const { folder, run, ollama } = await prepared(t, 'echo "$* in $(cat Modelfile)" >../../log');
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const name = await createInOllama(run, { ollama, runId: '1-recall', onLine });
  assert.equal(name, 'cricket-1-recall');
  assert.equal(
    await readFile(join(folder, 'log'), 'utf8'),
    'create cricket-1-recall -f Modelfile in FROM ./model-f16.gguf\n',
  );
});

test('a service that does not run is told of, and links are not followed', posixOnly, async (t) => {
  const refusing = 'echo "Error: could not connect to a running Ollama instance"; exit 1';
  const { run, ollama } = await prepared(t, refusing);
  await assert.rejects(createInOllama(run, { ollama, runId: 'x' }), /ollama serve/);
  await symlink('/etc/hostname', join(run, 'gguf', 'model-f16.gguf'));
  await assert.rejects(createInOllama(run, { ollama, runId: 'x' }), /hostname|link/);
});
