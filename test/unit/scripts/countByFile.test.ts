import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, test } from 'node:test';
import { importScript } from './script.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly { readonly name: string; readonly reason: string }[];
}
interface Result {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  readonly skip?: string | true;
  readonly todo?: string | true;
}
interface Script {
  countByFile(
    names: readonly string[],
    results: readonly Result[],
    status: number,
  ): Map<string, Counts>;
}

let script: Script;
before(async () => {
  script = await importScript<Script>('unitTests.mjs');
});

const bundle = resolve('out/test/unit/core/csv/readCsv.test.cjs');
const source = resolve('test/unit/host/run/startRun.test.ts');
const names = ['unit/core/csv/readCsv', 'unit/host/run/startRun'];
const passed = (file: string): Result => ({ file, name: 'it works', passed: true });

test('results are counted by file, whether Node names the bundle or its source', () => {
  const skipped = { file: source, name: 'on Windows', passed: true, skip: 'POSIX only' };
  const failure = { file: source, name: 'it fails', passed: false };
  const results = [passed(bundle), passed(bundle), passed(source), skipped, failure];
  assert.deepEqual(
    [...script.countByFile(names, results, 1)],
    [
      ['unit/core/csv/readCsv', { passed: 2, failed: 0, skips: [] }],
      [
        'unit/host/run/startRun',
        { passed: 1, failed: 1, skips: [{ name: 'on Windows', reason: 'POSIX only' }] },
      ],
    ],
  );
});

test('a test in a file that was not asked for leaves no file with a result of its own', () => {
  const helper = resolve('test/unit/core/csv/helper.ts');
  const counts = script.countByFile(names, [passed(bundle), passed(helper)], 0);
  assert.deepEqual([...counts], [['', { passed: 2, failed: 0, skips: [] }]]);
});

test('a runner that fails without a failed test, or without any, is a failure of no file', () => {
  assert.deepEqual(
    [...script.countByFile(names, [passed(bundle)], 1)],
    [['', { passed: 1, failed: 1, skips: [] }]],
  );
  assert.deepEqual(
    [...script.countByFile(names, [], 0)],
    [['', { passed: 0, failed: 1, skips: [] }]],
  );
});
