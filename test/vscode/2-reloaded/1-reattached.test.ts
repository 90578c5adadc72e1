import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isAlive } from '../../../src/host/process/processIdentity.ts';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import { message, runFolders, runLines, statusBar, statusOf, until } from '../session.ts';

/** The run that the previous window started and left. */
function newestRun(): string {
  const newest = runFolders().at(-1);
  assert.ok(newest);
  return newest;
}

export const tests: Tests = {
  async 'a reloaded window shows the active run'() {
    assert.equal(statusOf(newestRun()).state, 'running');
    const before = await until(
      'an epoch in the status bar',
      async () => /epoch (\d+)\//.exec((await statusBar()) ?? '')?.[1],
      { seconds: 60 },
    );
    await until(
      'a later epoch',
      async () => Number(/epoch (\d+)\//.exec((await statusBar()) ?? '')?.[1]) > Number(before),
      { seconds: 90 },
    );
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('the run in its view', async () => ((await runLines())[0] ?? '').includes('epoch'));
    await screenshot('reattached');
  },

  async 'cancelling ends the process and reports how'() {
    const run = newestRun();
    const trainer = statusOf(run);
    const cancelling = vscode.commands.executeCommand('cricketLora.cancelTraining', run);
    await message(/saved what it had and stopped|was terminated/, { seconds: 90 });
    await cancelling;
    assert.ok(!(await isAlive(trainer)));
    assert.equal(statusOf(run).state, 'cancelled');
    await until('cancelled in the status bar', async () =>
      ((await statusBar()) ?? '').includes('cancelled'),
    );
    assert.ok(existsSync(join(run, 'checkpoints')), 'what it had is saved');
  },
};
