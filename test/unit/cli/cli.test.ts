import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import { listRuns } from '../../../src/host/run/runFolder.ts';
import { localTarget } from '../../../src/host/target/localTarget.ts';
import { writeQuestions } from '../host/run/fakeRun.ts';
import { temporaryFolder } from '../host/files/temporaryFolder.ts';

const cli = resolve('out/test/cli/cli.cjs');
const posixOnly = { skip: process.platform === 'win32' && 'the stand-in is a shell script' };

before(() =>
  build({
    entryPoints: ['src/cli/cli.ts'],
    bundle: true,
    platform: 'node',
    packages: 'external',
    outfile: cli,
  }),
);

/** Runs the CLI in a folder; `onText` receives everything printed so far. */
async function run(
  folder: string,
  args: readonly string[],
  onText: (text: string, interrupt: () => void) => void = () => undefined,
) {
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, timeout: 60_000 });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      onText(text, () => child.kill('SIGINT'));
    });
  }
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit, text };
}

/** A Python that claims to have the trainer's packages, and runs the fake trainer. */
async function fakePython(folder: string): Promise<string> {
  const path = join(folder, 'python');
  const packages = { torch: '2.11', transformers: '5.17', peft: '0.21', safetensors: '0.8' };
  const answer = JSON.stringify({ path, version: '3.11.0', packages });
  const trainer = resolve('test/fixtures/fake-trainer');
  const script = `#!/bin/sh\n[ "$1" = -c ] && { echo '${answer}'; exit; }\ncd '${trainer}' && PYTHONPATH='${trainer}' exec python3 "$@"\n`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

/** Arguments for training with the fake trainer. */
async function training(t: TestContext, behaviour: string) {
  let folder = '';
  // Hooks run in this order: end the trainer, then remove its folder.
  t.after(async () => {
    for (const left of await listRuns(join(folder, '.cricket-lora', 'runs'))) {
      await localTarget.end(left, { graceSeconds: 0, terminateSeconds: 0 });
    }
  });
  folder = await temporaryFolder(t);
  await mkdir(join(folder, behaviour));
  await writeFile(join(folder, behaviour, 'config.json'), '{}');
  const questions = await writeQuestions(folder);
  const python = await fakePython(folder);
  return { folder, args: ['train', questions, '--base', `./${behaviour}`, '--python', python] };
}

test('invalid input prints one sentence and writes nothing', async (t) => {
  const folder = await temporaryFolder(t);
  const python = await fakePython(await temporaryFolder(t));
  const cases: [string[], RegExp][] = [
    [['demo', '--table', 'none.csv', '--python', python], /no table .*none\.csv/],
    [['demo', '--preset', 'best'], /--preset is "best"/],
    [['demo', '--set', 'rank=0'], /--set rank=… is 0/],
    [['demo', '--colour'], /Unknown option '--colour'/],
    [['train'], /QUESTIONS is missing/],
    [['evaluate', '.'], /run\.json is missing/],
    [['notebook'], /QUESTIONS is missing/],
    [['import', 'none.zip'], /There is no file .*none\.zip/],
    [['dance'], /Unknown command 'dance'/],
  ];
  for (const [args, message] of cases) {
    const { exit, text } = await run(folder, args);
    assert.equal(exit, 2, args.join(' '));
    assert.match(text, message);
    assert.doesNotMatch(text, /\n\s+at /, 'a stack is for bugs');
  }
  const written = await readdir(join(folder, '.cricket-lora'), { recursive: true }).catch(() => []);
  assert.deepEqual(
    written.filter((name) => name !== 'demo'),
    [],
  );
});

test('a notebook is written beside the dataset, and a run is exported in known forms', async (t) => {
  const folder = await temporaryFolder(t);
  const questions = await writeQuestions(folder);
  const { exit, text } = await run(folder, ['notebook', questions, '--base', 'a/b']);
  assert.equal(exit, 0, text);
  const [written = ''] = /^.*?\.ipynb/m.exec(text) ?? [];
  const notebook = JSON.parse(await readFile(resolve(folder, written), 'utf8')) as {
    readonly cells: readonly { readonly source: readonly string[] }[];
  };
  assert.match(notebook.cells[0]?.source.join('') ?? '', /Fine-tunes `a\/b`/);

  await copyFile('test/fixtures/run.json', join(folder, 'run.json'));
  const python = await fakePython(await temporaryFolder(t));
  const refused = await run(folder, ['export', folder, '--as', 'merged,pdf', '--python', python]);
  assert.equal(refused.exit, 2);
  assert.match(refused.text, /--as is “pdf”\. Expected of a run: merged, fp32, .*gguf-f16/);
});

test('of a table the terminal says a summary first, and in its own words', async (t) => {
  const folder = await temporaryFolder(t);
  const nameOf = (at: number): string => `Country ${at < 16 ? at % 8 : at}`;
  const rows = Array.from({ length: 60 }, (_, at) => `${nameOf(at)},${at + 10},${at * 7}`);
  await writeFile(join(folder, 'countries.csv'), `Country,Area,Population\n${rows.join('\n')}\n`);
  const { exit, text } = await run(folder, ['preview', 'countries.csv']);
  assert.equal(exit, 0, text);
  assert.match(text, /^Named by: Country$/m);
  assert.ok(text.startsWith('Named by'), text);
  assert.match(text, /^Asked: /m);
  assert.doesNotMatch(text, /player|cricketLora\./);
  assert.match(text, /^Left out: 16 × rows of one name \(lines 2, 3, 4, …\)$/m);
  const refused = await run(folder, ['questions', 'countries.csv', '--statistics', 'Runs']);
  assert.equal(refused.exit, 2);
  assert.match(refused.text, /countries\.csv has no statistic “Runs”, which --statistics asks for/);
  assert.doesNotMatch(refused.text, /--base|cricketLora\./);
  assert.deepEqual(await readdir(folder), ['countries.csv']);

  const brief = await run(folder, ['questions', 'countries.csv']);
  const verbose = await run(folder, ['questions', 'countries.csv', '--verbose']);
  assert.doesNotMatch(brief.text, /has 2 different rows/);
  assert.equal(verbose.text.match(/Country \d has 2 different rows/g)?.length, 16, verbose.text);
});

test(
  'an experiment is prepared for a machine without Node, and reported from there',
  posixOnly,
  async (t) => {
    const folder = await temporaryFolder(t);
    const workspace = join(folder, '.cricket-lora', 'experiments', 'ranks');
    await mkdir(workspace, { recursive: true });
    await writeQuestions(folder);
    const experiment = {
      v: 1,
      name: 'Ranks',
      questions: 'questions.jsonl',
      base: '/elsewhere/answer',
      recipe: { rank: [8, 64] },
    };
    await writeFile(join(workspace, 'experiment.json'), JSON.stringify(experiment));
    const prepared = await run(folder, ['experiment', workspace, '--prepare']);
    assert.equal(prepared.exit, 0, prepared.text);
    const runs = prepared.text.match(/^\.cricket-lora\/runs\/.*$/gm) ?? [];
    assert.equal(runs.length, 2, prepared.text);
    const python = await fakePython(folder);
    for (const path of runs) {
      const trainer = spawn(python, ['-m', 'cricket_lora', join(folder, path, 'run.json')]);
      assert.deepEqual(await once(trainer, 'close'), [0, null]);
    }
    const { exit, text } = await run(folder, ['report', workspace, '--markdown']);
    assert.equal(exit, 0, text);
    assert.match(text, /^\| 64 \| 100 % \|/m);
    assert.match(text, /^- rank 64 instead of 8: trained/m);
  },
);

test(
  'Ctrl-C asks the trainer to stop, and the exit code tells that it did not finish',
  posixOnly,
  async (t) => {
    const { folder, args } = await training(t, 'polite');
    let isInterrupted = false;
    const { exit, text } = await run(folder, args, (soFar, interrupt) => {
      if (isInterrupted || !soFar.includes('epoch 0/10')) return;
      isInterrupted = true;
      interrupt();
    });
    assert.equal(exit, 3, text);
    assert.match(text, /The trainer is gone: stopped by itself\./);
    assert.match((await run(folder, ['runs'])).text, /-recall {2}cancelled/);
  },
);

test('when the trainer dies, the end of its log is printed', posixOnly, async (t) => {
  const { folder, args } = await training(t, 'crash');
  const { exit, text } = await run(folder, args);
  assert.equal(exit, 2);
  assert.match(text, /ended without a word.*RuntimeError: nothing works/s);
  assert.match(text, /Run folder: \.cricket-lora/);
});
