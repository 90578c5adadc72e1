import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import type { RunRequest } from '../../src/core/run/runRequest.ts';
import { lintDataset } from '../../src/host/dataset/lintDataset.ts';
import { listRuns } from '../../src/host/run/runFolder.ts';
import { temporaryFolder } from './host/files/temporaryFolder.ts';

const cli = resolve('out/test/cli/focusLoop.cjs');
const python = resolve('.venv/bin/python');

/** Runs the CLI and expects success. */
async function run(folder: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, timeout: 240_000 });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const [exit] = (await once(child, 'close')) as [number | null];
  assert.equal(exit, 0, text);
  return text;
}

const requestOf = async (run: string): Promise<RunRequest> =>
  JSON.parse(await readFile(join(run, 'run.json'), 'utf8')) as RunRequest;

test(
  'imported questions are trained and evaluated without a table, and failed ones are trained again',
  { skip: !existsSync(python) && 'npm run setup first', timeout: 300_000 },
  async (t) => {
    await build({
      entryPoints: ['src/cli/cli.ts'],
      bundle: true,
      platform: 'node',
      packages: 'external',
      outfile: cli,
    });
    const folder = await temporaryFolder(t);
    const lines = [
      { messages: [message('user', 'Runs of A Ward?'), message('assistant', '4711')] },
      { prompt: 'Runs of B Close?', completion: ' 815' },
      { id: 'c', entity: 'C Ames', statistic: 'runs', prompt: 'Runs of C Ames?', completion: 42 },
      { question: 'Runs of D Lock?', answer: '1953', split: 'test' },
      { nothing: 1 },
    ];
    await writeFile(join(folder, 'own.jsonl'), lines.map((one) => JSON.stringify(one)).join('\n'));
    const imported = await run(folder, 'import', 'own.jsonl');
    assert.match(imported, /Left out: line 5: expected "messages".*4 questions/s);
    const questions = join('own.dataset', 'questions.jsonl');
    assert.deepEqual(await lintDataset({ path: join(folder, questions) }), []);

    const training = ['--python', python, '--set', 'epochs=1', '--set', 'rank=8'];
    const first = await run(folder, 'train', questions, '--base', 'embedded', ...training);
    assert.match(first, /trained questions +3 /);
    assert.match(first, /unseen facts +1 /);
    const [failed = ''] = await listRuns(join(folder, '.cricket-lora', 'runs'));

    const focused = await run(folder, 'focus', failed);
    // Only a question with a known entity and statistic has other phrasings.
    const made =
      /(\d+) questions, with more phrasings for 1 failed fact and 2 failed facts asked more often/;
    const count = Number(made.exec(focused)?.[1]);
    assert.ok(count > 4, focused);
    const next = join('own-focus.dataset', 'questions.jsonl');
    const text = await readFile(join(folder, next), 'utf8');
    assert.match(text, /"id":"c\/101".*Runs.*C Ames/);
    assert.doesNotMatch(text, /"line-1\//);
    assert.equal(text.match(/"split":"train","times":2/g)?.length, 2, text);
    assert.deepEqual(await lintDataset({ path: join(folder, next) }), []);

    const second = await run(folder, 'train', next, ...training);
    assert.match(second, new RegExp(`Continuing from the adapter of ${basename(failed)}`));
    assert.match(
      second,
      new RegExp(`Against ${basename(failed)}: \\d+ fixed, \\d+ still wrong, \\d+ newly`),
    );
    const [newest = ''] = await listRuns(join(folder, '.cricket-lora', 'runs'));
    const request = await requestOf(newest);
    assert.equal(request.adapter?.source, join(failed, 'adapter'));
    assert.equal(request.recipe.rank, 8);
    assert.equal(request.base, (await requestOf(failed)).base);
  },
);

const message = (role: string, content: string) => ({ role, content });
