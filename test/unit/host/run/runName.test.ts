import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { nameRun, runNameNow } from '../../../../src/host/run/runName.ts';
import { firstNote, openNotes } from '../../../../src/host/run/runNotes.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

async function runFolder(t: TestContext): Promise<string> {
  const folder = join(await temporaryFolder(t), 'run');
  await mkdir(folder);
  return folder;
}

describe('the name of a run', () => {
  test('is kept in its folder until it is taken away', async (t) => {
    const run = await runFolder(t);
    assert.equal(runNameNow(run), undefined);
    await nameRun(run, 'rank 8 · zweiter Versuch');
    assert.equal(runNameNow(run), 'rank 8 · zweiter Versuch');
    await nameRun(run, undefined);
    assert.equal(runNameNow(run), undefined);
    assert.ok(!existsSync(join(run, 'name.json')));
  });
  for (const [what, text] of [
    ['no JSON', '{'],
    ['of another version', '{"v":2,"name":"a"}'],
    ['empty', '{"v":1,"name":" "}'],
    ['of two lines', '{"v":1,"name":"a\\nb"}'],
    ['endless', JSON.stringify({ v: 1, name: 'a'.repeat(101) })],
  ] as const)
    test(`is none where its file is ${what}`, async (t) => {
      const run = await runFolder(t);
      await writeFile(join(run, 'name.json'), text);
      assert.equal(runNameNow(run), undefined);
    });
  test('is neither read nor written through a link', async (t) => {
    const run = await runFolder(t);
    const outside = join(run, '..', 'outside.json');
    await writeFile(outside, '{"v":1,"name":"a secret"}');
    await symlink(outside, join(run, 'name.json'));
    assert.equal(runNameNow(run), undefined);
    await nameRun(run, 'own');
    assert.equal(runNameNow(run), 'own');
    assert.match(readFileSync(outside, 'utf8'), /a secret/);
  });
});

describe('the notes on a run', () => {
  test('are created empty, and kept when they are opened again', async (t) => {
    const run = await runFolder(t);
    assert.equal(await firstNote(run), undefined);
    const path = await openNotes(run);
    assert.equal(readFileSync(path, 'utf8'), '');
    assert.equal(await firstNote(run), undefined);
    await writeFile(path, '\n\n## Twice the rank\nand no better.\n');
    await openNotes(run);
    assert.equal(await firstNote(run), 'Twice the rank');
  });
  test('are not opened through a link', async (t) => {
    const run = await runFolder(t);
    const outside = join(run, '..', 'outside.md');
    await writeFile(outside, 'a secret');
    await symlink(outside, join(run, 'notes.md'));
    await assert.rejects(openNotes(run), /notes\.md is a link/);
    assert.equal(await firstNote(run), undefined);
  });
});
