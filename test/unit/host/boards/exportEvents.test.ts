import assert from 'node:assert/strict';
import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { exportEvents } from '../../../../src/host/boards/exportEvents.ts';
import { runQueue } from '../../../../src/host/experiment/queue.ts';
import { allChildren, fakeExperiment, fakePlace } from '../experiment/fakeExperiment.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const options = {
  timeout: 60_000,
  skip: process.platform === 'win32' && 'the stand-in for Python is a shell script',
};

/** An interpreter that keeps its arguments, and the file that the last of them names. */
async function fakePython(t: TestContext, end = 'exit 0') {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'python');
  const script = `#!/bin/sh
printf '%s\\n' "$@" >>'${folder}/words'
for last; do :; done
[ -f "$last" ] && cat "$last" >>'${folder}/rows'
${end}
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  const read = (name: string) => async (): Promise<string[]> =>
    (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
  return { python: path, words: read('words'), rows: read('rows') };
}

/** A run that has answered: its held-out questions wrongly. */
async function answeredRun(t: TestContext): Promise<string> {
  const open = await fakeExperiment(t, { recipe: { rank: 8 }, seeds: 1 });
  await runQueue(open, { places: [fakePlace()] });
  const [child] = await allChildren(open);
  assert.ok(child);
  return child.folder;
}

test('runs go to a board by their folders, all at once', options, async (t) => {
  const [run, { python, words }] = [await answeredRun(t), await fakePython(t)];
  await exportEvents([run, run], { board: 'tensorboard', to: '/logs', python });
  assert.deepEqual(await words(), ['-m', 'cricket_lora.boards', 'tensorboard', '/logs', run, run]);
});

test('answers go to Inspect with the verdicts of this side', options, async (t) => {
  const [run, { python, rows }] = [await answeredRun(t), await fakePython(t)];
  await exportEvents([run], { board: 'inspect', to: '/logs', python });
  const sent = (await rows()).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const verdictsOf = (split: string) =>
    new Set(sent.filter((row) => row.split === split).map(({ verdict }) => verdict === 'exact'));
  assert.deepEqual(verdictsOf('train'), new Set([true]));
  assert.deepEqual(verdictsOf('phrasing'), new Set([false]));
  assert.match(String(sent[0]?.question), /Able/);
});

test('a board whose package is missing says what to install, and where', options, async (t) => {
  const run = await answeredRun(t);
  const end = `echo "ModuleNotFoundError: No module named 'tensorboard'" >&2; exit 1`;
  const { python } = await fakePython(t, end);
  await assert.rejects(
    exportEvents([run], { board: 'tensorboard', to: '/logs', python }),
    new RegExp(`${python} -m pip install tensorboard`),
  );
});

test('a run with a link in its folder is taken nowhere', options, async (t) => {
  const [run, { python, words }] = [await answeredRun(t), await fakePython(t)];
  await symlink('/etc/passwd', join(run, 'evaluation.json.old'));
  await assert.rejects(
    exportEvents([run], { board: 'mlflow', to: 'sqlite:///x', python }),
    /is a link/,
  );
  await assert.rejects(words(), { code: 'ENOENT' });
});
