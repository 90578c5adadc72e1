import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { placeHere } from '../../../../src/host/process/place.ts';
import { findLoss } from '../../../../src/host/run/lostRun.ts';
import { findTrainer } from '../../../../src/host/run/trainerProcess.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';
import { startStandIn } from './standIn.ts';

const linux = { skip: process.platform !== 'linux' && 'Linux’ processes' };

/** A run with a trainer whose command line is empty at the first looks. */
async function becoming(t: TestContext, emptyLooks: number) {
  const folder = await temporaryFolder(t);
  const trainer = await startStandIn(t, folder);
  writeFileSync(
    join(folder, 'process.json'),
    JSON.stringify({ v: 1, ...trainer, place: placeHere() }),
  );
  let looks = 0;
  const { readFile } = fs;
  t.mock.method(fs, 'readFile', (...args: Parameters<typeof readFile>) =>
    args[0] === `/proc/${trainer.pid}/cmdline` && looks++ < emptyLooks
      ? Promise.resolve('')
      : readFile(...args),
  );
  return { folder, pid: trainer.pid, looks: () => looks };
}

test('a trainer that is becoming Python is not taken for dead', linux, async (t) => {
  const { folder, pid, looks } = await becoming(t, 5);
  assert.equal(await findLoss(folder), undefined);
  assert.equal(looks(), 6);
  assert.equal((await findTrainer(folder))?.pid, pid);
});

test('a process that never shows its command line is no trainer', linux, async (t) => {
  const { folder, looks } = await becoming(t, Infinity);
  assert.equal(await findTrainer(folder), undefined);
  assert.ok(looks() > 1 && looks() <= 50, `${looks()} looks`);
});
