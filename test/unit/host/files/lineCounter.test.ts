import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineCounter } from '../../../../src/host/files/lineCounter.ts';
import { temporaryFolder } from './temporaryFolder.ts';

for (const [text, lines] of [
  ['', 0],
  ['\n\n', 0],
  ['one', 1],
  ['one\n', 1],
  ['one\n\ntwo\n\n', 2],
  // Longer than a chunk, and split within a line.
  [`${'x'.repeat(999)}\n`.repeat(3000), 3000],
  ['x'.repeat(3_000_000), 1],
] as const)
  test(`${text.length} characters hold ${lines} lines`, async (t) => {
    const path = join(await temporaryFolder(t), 'file');
    await writeFile(path, text);
    assert.equal(await new LineCounter().count(path), lines);
  });

test('a file is read again only when it has changed', async (t) => {
  const path = join(await temporaryFolder(t), 'file');
  const counter = new LineCounter();
  await writeFile(path, 'a\nb\n');
  await utimes(path, 1, 1);
  assert.equal(await counter.count(path), 2);
  await writeFile(path, 'abc\n');
  await utimes(path, 1, 1);
  assert.equal(await counter.count(path), 2, 'size and time say it is the same');
  await utimes(path, 2, 2);
  assert.equal(await counter.count(path), 1);
});
