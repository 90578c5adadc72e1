import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeAtomically } from '../../../../src/host/files/writeAtomically.ts';
import { toWriteError } from '../../../../src/host/files/fileErrors.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

test('replaces the whole file and leaves no temporary file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atomic-'));
  try {
    const path = join(folder, 'a.json');
    await writeFile(path, 'old and longer');
    await writeAtomically(path, 'new');
    assert.equal(await readFile(path, 'utf8'), 'new');
    assert.deepEqual(await readdir(folder), ['a.json']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('leaves nothing behind when the target cannot be replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atomic-'));
  try {
    // A file cannot replace a folder.
    await writeAtomically(join(folder, 'sub'), 'x');
    await assert.rejects(writeAtomically(join(folder, 'sub', 'a.json'), 'x'));
    await assert.rejects(writeAtomically(join(folder, 'missing', 'a.json'), 'x'));
    assert.deepEqual(await readdir(folder), ['sub']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a full disk is reported as a UserError', () => {
  const full = toWriteError(Object.assign(new Error('x'), { code: 'ENOSPC' }), '/a/b');
  assert.ok(full instanceof UserError);
  assert.match(full.message, /\/a\/b.*disk is full/);
  const bug = new Error('bug');
  assert.equal(toWriteError(bug, '/a/b'), bug);
});
