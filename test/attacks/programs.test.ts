/** What starts programs starts them where no run's, and no workspace's, files are; and only for our own runs. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'node:test';
import { runProcess } from '../../src/host/process/runProcess.ts';
import { safeFolder } from '../../src/host/process/safeFolder.ts';
import { trainerCommand } from '../../src/host/python/trainerCommand.ts';
import { adoptRun, createRun, readRun } from '../../src/host/run/runFolder.ts';
import { ensureTargetFile } from '../../src/host/remote/targetFile.ts';
import { ConnectionLost } from '../../src/host/shell/shell.ts';
import { connectToRun } from '../../src/host/target/targetOfRun.ts';
import { foreignRun } from '../../src/host/target/foreignRun.ts';
import { presets } from '../../src/core/recipe/recipe.ts';
import { writeQuestions } from '../unit/host/run/fakeRun.ts';
import { temporaryFolder } from '../unit/host/files/temporaryFolder.ts';
import { holds } from './attack.ts';

test('Python files of a run folder, or of the folder VS Code was started in, are not run', async (t) => {
  const folder = await temporaryFolder(t);
  for (const name of ['random.py', 'json.py', 'pip.py', 'venv.py']) {
    writeFileSync(join(folder, name), 'raise SystemExit(66)');
  }
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const module of ['random', 'json', 'pip', 'venv']) {
      await holds('a planted Python file', async () => {
        const code = `import importlib, sys; importlib.import_module('${module}'); print(sys.path[0])`;
        const { exit } = await runProcess('python3', ['-c', code]);
        assert.equal(exit, 0);
      });
    }
    const { stdout } = await runProcess(process.execPath, ['-p', 'process.cwd()']);
    assert.equal(stdout, safeFolder());
  } finally {
    process.chdir(before);
  }
});

test('the trainer starts in its own folder, with no empty entry in its path', () => {
  const known = process.env.PYTHONPATH;
  process.env.PYTHONPATH = ['', 'mine', ''].join(delimiter);
  try {
    const { cwd, env, args } = trainerCommand('/trainer', 'cricket_lora', '/w/run.json');
    assert.equal(cwd, '/trainer');
    assert.equal(env.PYTHONPATH, ['/trainer', 'mine'].join(delimiter));
    assert.deepEqual(args, ['-m', 'cricket_lora', '/w/run.json']);
  } finally {
    if (known === undefined) delete process.env.PYTHONPATH;
    else process.env.PYTHONPATH = known;
  }
});

test('a run is ours where we made it, and as we made it, until it is adopted', async (t) => {
  const home = await temporaryFolder(t);
  const folder = await createRun({
    runsFolder: join(home, 'runs'),
    questionsPath: await writeQuestions(home),
    base: '/models/base',
    recipe: presets.recall,
    operation: 'train',
    target: 'local',
  });
  assert.equal((await readRun(folder)).isOwn, true);
  const copy = join(home, 'cloned', 'runs', 'r');
  mkdirSync(join(copy, '..'), { recursive: true });
  cpSync(folder, copy, { recursive: true });
  assert.equal((await readRun(copy)).isOwn, false);
  const path = join(folder, 'run.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('/models/base', '/models/evil'));
  assert.equal((await readRun(folder)).isOwn, false);
  await adoptRun(folder);
  assert.equal((await readRun(folder)).isOwn, true);
  await assert.rejects(foreignRun.end(copy, {}), /came with the folder/);
});

test('a host is followed where this machine sent the run, not where a repository sends it later', async (t) => {
  const home = await temporaryFolder(t);
  const folder = await createRun({
    runsFolder: join(home, 'runs'),
    questionsPath: await writeQuestions(home),
    base: 'embedded',
    recipe: presets.recall,
    operation: 'train',
    target: 'box',
  });
  const asked: string[] = [];
  const connect = connectToRun(folder, ({ host }) => () => {
    asked.push(host);
    return Promise.reject(new ConnectionLost('no network'));
  });
  const setting = {
    name: 'box',
    host: 'box',
    folder: '~/cl',
    python: '',
    shareGpus: false,
    launcher: [],
    runsAtOnce: 1,
    gpusPerRun: 1,
  };
  await ensureTargetFile(folder, setting);
  assert.equal((await readRun(folder)).isOwn, true);
  const path = join(folder, 'target.json');
  const sent = readFileSync(path, 'utf8');
  for (const change of ['"host": "evil"', '"host": "root@box"', '"folder": "/etc"', 'x']) {
    await holds('another host', async () => {
      const name = /"(\w+)"/.exec(change)?.[1] ?? 'v';
      writeFileSync(path, sent.replace(new RegExp(`"${name}": "?[^",]+"?`), change));
      assert.notEqual(readFileSync(path, 'utf8'), sent);
      assert.equal((await readRun(folder)).isOwn, false);
      await assert.rejects(connect(), /came with the folder|cannot be read/);
    });
  }
  assert.deepEqual(asked, []);
  rmSync(path);
  symlinkSync('/dev/zero', path);
  assert.equal((await readRun(folder)).isOwn, false);
  rmSync(path);
  writeFileSync(path, sent.replace('"box"', '"other"'));
  await adoptRun(folder);
  assert.equal((await readRun(folder)).isOwn, true);
  await assert.rejects(connect(), /no network/);
  assert.deepEqual(asked, ['other']);
});
