import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importScript } from './script.ts';

interface Script {
  filesNamedIn(bundle: string, programs?: ReadonlyMap<string, string>): (path: string) => boolean;
}

let script: Script;
before(async () => {
  script = await importScript<Script>('namedFiles.mjs');
});

const all = [
  'README.md',
  'data/phrasings.json',
  'dist/queueProcess.cjs',
  'dist/runsWorker.cjs',
  'package.nls.hi.json',
  'src/core/csv/readCsv.ts',
  'test/fixtures/events.jsonl',
  'test/tsconfig.json',
  'test/unit/core/csv/readCsv.test.ts',
  'trainer/cricket_lora/__main__.py',
  'trainer/tests/conftest.py',
  'tsconfig.base.json',
  'webview/run/main.ts',
];
const named = (bundle: string, programs?: ReadonlyMap<string, string>) =>
  all.filter(script.filesNamedIn(bundle, programs));

test('a test that names no folder reads no file of the repository', () => {
  const bundle = `
    // src/core/csv/readCsv.ts
    var import_node_test = require("node:test");
    var formats = ["test", "tests", "odi"].map((id) => ({ id, metadata: base.data }));
  `;
  assert.deepEqual(named(bundle), []);
});

test('a folder or file is read by what names it, whole or put together', () => {
  assert.deepEqual(named('readFileSync("data/phrasings.json")'), ['data/phrasings.json']);
  assert.deepEqual(named('join(root, "data", name)'), ['data/phrasings.json']);
  assert.deepEqual(named('`package.nls.${language}.json`'), ['package.nls.hi.json']);
  assert.deepEqual(named('resolve("README.md")'), ['README.md']);
});

test('fixtures are named apart from tests, and the tests of the trainer apart from it', () => {
  assert.deepEqual(named('"test/fixtures/events.jsonl"'), ['test/fixtures/events.jsonl']);
  const unit = ['test/unit/core/csv/readCsv.test.ts'];
  for (const code of ['`test/unit/${name}.ts`', 'join("test", "unit", name)']) {
    assert.deepEqual(named(code), unit);
  }
  assert.deepEqual(named('join(process.cwd(), "trainer")'), ['trainer/cricket_lora/__main__.py']);
  assert.deepEqual(named('join("trainer", "tests")'), [
    'trainer/cricket_lora/__main__.py',
    'trainer/tests/conftest.py',
  ]);
});

test('one that bundles reads all sources, whichever it names', () => {
  assert.deepEqual(named('var esbuild = require("esbuild"); bundle(["src/cli/cli.ts"]);'), [
    'data/phrasings.json',
    'src/core/csv/readCsv.ts',
    'test/fixtures/events.jsonl',
    'test/tsconfig.json',
    'tsconfig.base.json',
    'webview/run/main.ts',
  ]);
});

test('one that starts a program reads what the program names, and what those that it starts do', () => {
  const programs = new Map([
    ['queueProcess.cjs', 'new Worker(join(folder,"dist","runsWorker.cjs"))'],
    ['runsWorker.cjs', 'join(folder,"data","phrasings.json")'],
  ]);
  const runsWorker = ['data/phrasings.json', 'dist/runsWorker.cjs'];
  assert.deepEqual(named('join(folder, "dist", "runsWorker.cjs")', programs), runsWorker);
  assert.deepEqual(named('join(folder, "dist", "queueProcess.cjs")', programs), [
    'data/phrasings.json',
    'dist/queueProcess.cjs',
    'dist/runsWorker.cjs',
  ]);
});
