import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ChildResult } from '../../../../src/core/experiment/childResult.ts';
import { readResults } from '../../../../src/host/experiment/childResults.ts';
import { resultOf } from '../../core/experiment/results.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

/** Which run's result counts for each point, of an experiment with these files of results. */
async function counting(
  t: TestContext,
  files: Readonly<Record<string, unknown>>,
): Promise<Record<string, string>> {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'results'));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, 'results', `${name}.json`), JSON.stringify(content));
  return Object.fromEntries(
    Array.from(await readResults(folder), ([point, { run }]) => [point, run]),
  );
}

const of = (key: string, run: string, facts = 2): ChildResult =>
  resultOf({ key }, Array<boolean>(facts).fill(true), { run });

test('of two results for a point the newer run’s counts, however long reading takes', async (t) => {
  const files = { 'r-1': of('p', 'r-1', 400_000), 'r-2': of('p', 'r-2'), q: of('q', 'q') };
  assert.deepEqual(await counting(t, files), { p: 'r-2', q: 'q' });
  const tenth = { 'r-9': of('p', 'r-9'), 'r-10': of('p', 'r-10') };
  assert.deepEqual(await counting(t, tenth), { p: 'r-10' });
});

test('a copy of a result under another name does not count', async (t) => {
  const files = { r: of('p', 'r'), 'r (copy)': of('q', 'r') };
  assert.deepEqual(await counting(t, files), { p: 'r' });
});

test('a result whose figures cannot be those of its facts does not count', async (t) => {
  const good = of('p', 'r');
  const withCounts = (questions: unknown, exact: unknown): unknown => ({
    ...good,
    tallies: { train: { questions, exact } },
  });
  assert.deepEqual(await counting(t, { r: withCounts([2, 0], [1, 0]) }), { p: 'r' });
  for (const damaged of [
    withCounts([1, 1], [1, 2]),
    withCounts([1, 1, 1], [1, 1]),
    withCounts([1, 1], [1, 1, 1]),
    withCounts([1, 1], [1]),
    withCounts([1, 1], [1, -1]),
    withCounts([1, 1.5], [1, 1]),
    withCounts([1, '1'], [1, 1]),
    withCounts('11', [1, 1]),
    { ...good, facts: ['fact-0', 1] },
    { ...good, facts: ['fact-0', 'f'.repeat(1001)] },
    { ...good, facts: 'ff' },
    { ...good, kept: 1.5 },
    { ...good, seconds: -1 },
  ]) {
    assert.deepEqual(await counting(t, { r: damaged }), {}, JSON.stringify(damaged).slice(0, 200));
  }
});
