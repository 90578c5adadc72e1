import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { describeFailure } from '../../../../src/core/run/trainerFailures.ts';
import { presets } from '../../../../src/core/recipe/recipe.ts';
import { startRun } from '../../../../src/host/run/startRun.ts';
import { localTargetWith } from '../../../../src/host/target/localTarget.ts';
import { createRun, readRunStatus } from '../../../../src/host/run/runFolder.ts';
import { waitForState, writeQuestions } from './fakeRun.ts';
import { temporaryFolder } from '../files/temporaryFolder.ts';

const skip =
  process.platform !== 'linux' || process.getuid?.() !== 0
    ? 'only root on Linux may mount a small disk'
    : false;

/** A disk of `kibibytes`, removed after the test. */
async function smallDisk(test: TestContext, kibibytes: number): Promise<string> {
  let disk = '';
  // Hooks run in this order: unmount the disk, then remove its folder.
  test.after(() => execFileSync('umount', ['--lazy', disk]));
  disk = join(await temporaryFolder(test), 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', disk]);
  return disk;
}

test(
  'a run that does not fit on the disk fails and reports how much is missing',
  {
    skip,
  },
  async (t) => {
    const disk = await smallDisk(t, 1024);
    const elsewhere = await temporaryFolder(t);
    const folder = await createRun({
      runsFolder: join(disk, 'runs'),
      questionsPath: await writeQuestions(elsewhere),
      base: resolve('data/base'),
      recipe: { ...presets.recall, epochs: 1, stopAtRecall: false },
      operation: 'train',
      target: 'local',
    });
    const target = localTargetWith({ path: resolve('.venv/bin/python') });
    await startRun(folder, target);
    const state = await waitForState({ folder, target }, () => false);

    assert.equal(state.status, 'failed');
    assert.equal(state.failure?.code, 'disk-full');
    const { message } = describeFailure(state.failure.code, state.failure.parameters);
    assert.match(message, /[Dd]isk/);
    assert.ok(message.includes(disk), message);
    assert.equal((await readRunStatus(folder))?.state, 'failed');
    assert.ok(!(await readdir(folder)).includes('adapter'), 'nothing half-written');
  },
);
