import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { importScript } from './script.ts';

interface Script {
  isRead(part: string, path: string, scripts: ReadonlySet<string>): boolean;
}

let script: Script;
before(async () => {
  script = await importScript<Script>('testInputs.mjs');
});

/** The parts that run again after a change of a file. */
const partsReading = (path: string) =>
  ['types', 'lint', 'trainer', 'vscode'].filter((part) =>
    script.isRead(part, path, new Set(['scripts/child.mjs'])),
  );

test('a part runs again after a change of what it reads, and of what is not thought of', () => {
  const all = ['types', 'lint', 'trainer', 'vscode'];
  assert.deepEqual(partsReading('src/core/csv/readCsv.ts'), ['types', 'lint']);
  assert.deepEqual(partsReading('test/unit/core/csv/readCsv.test.ts'), ['types', 'lint']);
  assert.deepEqual(partsReading('test/fixtures/events.jsonl'), ['types', 'lint', 'trainer']);
  assert.deepEqual(partsReading('trainer/cricket_lora/__main__.py'), ['lint', 'trainer', 'vscode']);
  assert.deepEqual(partsReading('trainer/tests/conftest.py'), ['lint', 'trainer']);
  assert.deepEqual(partsReading('l10n/bundle.l10n.hi.json'), ['types', 'lint', 'vscode']);
  assert.deepEqual(partsReading('README.md'), ['lint']);
  for (const path of ['package.json', 'data/phrasings.json', 'new/folder.txt', 'new.toml']) {
    assert.deepEqual(partsReading(path), all);
  }
});

test('scripts are inputs of the parts that they run', () => {
  assert.deepEqual(partsReading('scripts/child.mjs'), ['types', 'lint', 'trainer', 'vscode']);
  assert.deepEqual(partsReading('scripts/screenshots.mjs'), ['types', 'lint']);
});
