import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import type { RunState } from '../../src/core/run/runState.ts';
import { embeddedSha256 } from '../../src/host/base/embeddedBase.ts';
import { PythonAnswerer } from '../../src/host/ask/pythonAnswerer.ts';
import { evaluateRun } from '../../src/host/evaluation/evaluateRun.ts';
import { readFocus } from '../../src/host/evaluation/focus.ts';
import { focusDataset } from '../../src/host/evaluation/focusDataset.ts';
import { exportModel } from '../../src/host/export/exportModel.ts';
import { parityIn } from '../../src/core/evaluation/parity.ts';
import { adoptRun, createRun, listRuns, readRunRequest } from '../../src/host/run/runFolder.ts';
import { startRun } from '../../src/host/run/startRun.ts';
import { watchRun } from '../../src/host/run/watchRun.ts';
import { localTarget, localTargetWith } from '../../src/host/target/localTarget.ts';
import { temporaryFolder } from './host/files/temporaryFolder.ts';

const python = resolve('.venv/bin/python');
const skip = !existsSync(python) && 'npm run setup first';
const cli = resolve('out/test/cli/installed.cjs');

before(() =>
  build({
    entryPoints: ['src/cli/cli.ts'],
    bundle: true,
    platform: 'node',
    external: ['onnxruntime-node'],
    outfile: cli,
  }),
);

/** A run that an earlier version trained, from a folder that the update has removed since. */
async function trainedBefore(t: TestContext): Promise<{ old: string; run: string }> {
  const folder = await temporaryFolder(t);
  const old = join(folder, 'cricket-lora-0.0.1');
  await mkdir(join(old, 'dist'), { recursive: true });
  await cp(cli, join(old, 'dist', 'cli.cjs'));
  for (const part of ['data', 'trainer/cricket_lora', 'trainer/requirements.txt', 'package.json']) {
    await cp(resolve(part), join(old, part), { recursive: true });
  }
  const table = (await readFile('data/test_batting.csv', 'utf8')).split('\n').slice(0, 3);
  await writeFile(join(folder, 'three.csv'), table.join('\n'));
  const call = async (...args: string[]): Promise<void> => {
    const child = spawn(process.execPath, [join(old, 'dist', 'cli.cjs'), ...args], { cwd: folder });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    const [exit] = (await once(child, 'close')) as [number | null];
    assert.equal(exit, 0, said);
  };
  await call('questions', 'three.csv');
  const questions = join('three.dataset', 'questions.jsonl');
  const brief = ['--set', 'epochs=1', '--set', 'rank=8', '--set', 'checkpointEvery=1'];
  await call('train', questions, '--base', 'embedded', '--python', python, ...brief);
  await rename(old, join(folder, '.obsolete'));
  await rm(join(folder, '.obsolete'), { recursive: true });
  const [run = ''] = await listRuns(join(folder, '.cricket-lora', 'runs'));
  return { old, run };
}

/** Starts a trainer of this version on a run. */
async function start(run: string): Promise<RunState> {
  await startRun(run, localTargetWith({ path: python }));
  return watchRun(run, () => undefined, { target: localTarget });
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

async function answersAfter(run: string): Promise<string> {
  await rm(join(run, 'predictions.jsonl'));
  const state = await start(run);
  assert.equal(state.status, 'finished', JSON.stringify(state));
  return readFile(join(run, 'predictions.jsonl'), 'utf8');
}

async function mustServe(run: string): Promise<void> {
  const before = await readFile(join(run, 'predictions.jsonl'), 'utf8');
  const { totals } = await evaluateRun(run);
  assert.ok(totals.train.questions > 0);

  const resumed = await answersAfter(run);
  const withoutHead = (text: string): string => text.slice(text.indexOf('\n'));
  assert.equal(withoutHead(resumed), withoutHead(before), 'asked again');

  const model = new PythonAnswerer(python, run);
  try {
    const asked = [{ role: 'user' as const, content: 'How many runs did he score?' }];
    const { adapter } = await model.answer(asked, { maxTokens: 12 });
    assert.ok(adapter.tokens.length > 0);
  } finally {
    model.dispose();
  }

  const parities: number[] = [];
  await exportModel(run, ['fp32'], {
    python,
    onLine: (line) => {
      const parity = parityIn(line);
      if (parity) parities.push(parity.changed);
    },
  });
  assert.deepEqual(parities, [0, 0], 'adapter and merged model answer as before');

  const { questionsPath } = await focusDataset({
    runFolder: run,
    phrasingsPath: resolve('data/phrasings.json'),
  });
  const focus = await readFocus(questionsPath);
  assert.equal(focus?.base, 'embedded');
  const { recipe } = await readRunRequest(run);
  const further = await createRun({
    runsFolder: join(run, '..'),
    questionsPath,
    base: focus.base,
    recipe,
    operation: 'train',
    target: 'local',
    adapter: focus.adapter,
  });
  const wentOn = await start(further);
  assert.equal(wentOn.status, 'finished', JSON.stringify(wentOn));
  assert.equal((await readRunRequest(further)).baseSha256, await embeddedSha256());
}

test(
  'an update of the extension keeps runs on the embedded base',
  { skip, timeout: 600_000 },
  async (t) => {
    const { old, run } = await trainedBefore(t);
    const request = await readRunRequest(run);
    const sha256 = await embeddedSha256();
    assert.equal(request.base, 'embedded');
    assert.equal(request.baseSha256, sha256, 'as the trainer computes it');
    const files = ['run.json', 'base.json', 'predictions.jsonl', 'adapter/adapter_config.json'];
    for (const file of [...files, 'adapter/base.json', 'adapter/README.md']) {
      const text = await readFile(join(run, file), 'utf8');
      assert.ok(!text.includes(join(old, 'data')), `${file} names no folder of the extension`);
      assert.ok(text.includes('embedded'), file);
      const isHashed = !/config|README/.test(file);
      assert.equal(text.includes(sha256), isHashed, file);
    }
    await mustServe(run);

    // From its checkpoint, as Resume Training does.
    await rm(join(run, 'adapter'), { recursive: true });
    await answersAfter(run);
    assert.ok(existsSync(join(run, 'adapter', 'adapter_model.safetensors')));

    await edit(join(run, 'run.json'), (text) => text.replace(sha256, 'c'.repeat(64)));
    const refused = await start(run);
    assert.equal(refused.failure?.code, 'base-replaced');
    assert.equal(refused.failure.parameters.wanted, 'c'.repeat(64));
    assert.equal(refused.failure.parameters.found, sha256);
  },
);

test(
  'a run that names the embedded base by the folder of an earlier version is understood',
  { skip, timeout: 600_000 },
  async (t) => {
    const { old, run } = await trainedBefore(t);
    const written = JSON.stringify(join(old, 'data', 'base'));
    const sha256 = await embeddedSha256();
    await edit(join(run, 'run.json'), (text) =>
      text.replace(`"baseSha256": "${sha256}",`, '').replace('"embedded"', written),
    );
    for (const file of ['base.json', 'adapter/base.json', 'adapter/adapter_config.json']) {
      await edit(join(run, file), (text) => text.replace('"embedded"', written));
    }
    assert.equal((await readRunRequest(run)).base, join(old, 'data', 'base'));
    await adoptRun(run);
    await mustServe(run);
  },
);
