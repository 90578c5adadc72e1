import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, test, type TestContext } from 'node:test';
import { temporaryFolder } from '../host/files/temporaryFolder.ts';
import { importScript } from './script.ts';

interface State {
  readonly hash: string;
  readonly stamp: string;
}
type Files = ReadonlyMap<string, State>;
interface Script {
  repositoryFiles(folder: string): Promise<Files | undefined>;
  machineState(environment: Readonly<Record<string, string>>): string;
  combine(files: Files, isInput: (path: string) => boolean, rest: string): State;
}

let script: Script;
before(async () => {
  script = await importScript<Script>('inputs.mjs');
});

/** A checkout with a tracked file, one that git would track, and one that it ignores. */
async function checkout(context: TestContext) {
  const folder = await temporaryFolder(context);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet');
  mkdirSync(join(folder, 'src'));
  for (const name of ['src/tracked.ts', 'src/ü new.ts', 'ignored.log']) {
    writeFileSync(join(folder, name), name);
  }
  writeFileSync(join(folder, '.gitignore'), '*.log\n');
  git('add', 'src/tracked.ts', '.gitignore');
  const files = async () =>
    (await script.repositoryFiles(folder)) ?? assert.fail('git knows no files');
  return { folder, files };
}

test('inputs are what git tracks or would track, without what it ignores', async (context) => {
  const { folder, files } = await checkout(context);
  assert.deepEqual([...(await files()).keys()], ['.gitignore', 'src/tracked.ts', 'src/ü new.ts']);
  rmSync(join(folder, 'src/tracked.ts'));
  assert.deepEqual([...(await files()).keys()], ['.gitignore', 'src/ü new.ts']);
});

test('without a checkout inputs are unknown', async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, 'file.ts'), '');
  assert.equal(await script.repositoryFiles(folder), undefined);
});

test('a hash is of inputs only: their contents, their names and what else counts', async (context) => {
  const { folder, files } = await checkout(context);
  const isInput = (path: string) => path.startsWith('src/');
  const state = async (rest = '') => script.combine(await files(), isInput, rest);
  const first = await state();
  writeFileSync(join(folder, '.gitignore'), '*.log\n*.txt\n');
  assert.deepEqual(await state(), first);
  assert.notEqual((await state('another Node')).hash, first.hash);
  writeFileSync(join(folder, 'src/tracked.ts'), 'changed');
  const changed = await state();
  assert.notEqual(changed.hash, first.hash);
  writeFileSync(join(folder, 'src/another.ts'), '');
  assert.notEqual((await state()).hash, changed.hash);
});

test('a file that is written with the same content keeps its hash, not its stamp', async (context) => {
  const { folder, files } = await checkout(context);
  const state = async () => script.combine(await files(), () => true, '');
  const first = await state();
  utimesSync(join(folder, 'src/tracked.ts'), 1, 1);
  const second = await state();
  assert.equal(second.hash, first.hash);
  assert.notEqual(second.stamp, first.stamp);
});

test('a variable that tests read changes the state of the machine, and no other', () => {
  const path = ['/usr/bin', '/bin'].join(delimiter);
  const first = script.machineState({ PATH: path });
  assert.equal(
    script.machineState({ PATH: path, TERM: 'dumb', npm_lifecycle_event: 'test' }),
    first,
  );
  const byNpm = ['/checkout/node_modules/.bin', path].join(delimiter);
  assert.equal(script.machineState({ PATH: byNpm }), first);
  for (const change of [{ CI: 'true' }, { ATTACKS: '10000' }, { LC_ALL: 'hi_IN' }, { PATH: '' }]) {
    assert.notEqual(script.machineState({ PATH: path, ...change }), first);
  }
});

test('tables that lie elsewhere are inputs by their contents', async (context) => {
  const folder = await temporaryFolder(context);
  writeFileSync(join(folder, 'tests.csv'), 'Player,Runs\n');
  const state = () => script.machineState({ CRICKET_LORA_TABLES: folder });
  const first = state();
  assert.equal(state(), first);
  writeFileSync(join(folder, 'tests.csv'), 'Player,Runs\nBC Lara,11953\n');
  assert.notEqual(state(), first);
});
