import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readBoards } from '../../../src/host/boards/followRun.ts';
import { isAlive } from '../../../src/host/process/processIdentity.ts';
import { answerDialog } from '../dialogs.ts';
import { isOrdinary, press, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import { boardOf, message, runFolders, runLines, statusBar, statusOf, until } from '../session.ts';

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

  async 'Train and Enter in the palette neither ends nor resumes anything'() {
    await vscode.commands.executeCommand('workbench.action.quickOpen', '>Cricket LoRA: Train');
    const rows = await until('what the palette finds', async () => {
      const found = await texts('.quick-input-widget .monaco-list-row');
      return found.some((row) => /No matching|similar commands/.test(row)) && found;
    });
    // Below stand those that are only similar.
    const similar = rows.findIndex((row) => row.includes('similar commands'));
    const offered = similar < 0 ? rows : rows.slice(0, similar);
    assert.ok(!offered.some((row) => /Cancel|Resume|: Train$/m.test(row)), offered.join('\n'));
    await press('Escape');
    await until('Cancel Run, as a run is active', async () => {
      const found = await texts('.quick-input-widget .monaco-list-row');
      if (found.some((row) => row.includes('Cancel Run'))) return true;
      // The key may have closed this palette, too; and it lists what was offered when it opened.
      await vscode.commands.executeCommand('workbench.action.quickOpen', '>Cricket LoRA: Cancel');
      return false;
    });
    await press('Escape');
  },

  async 'cancelling asks, ends the process and reports how'() {
    const run = newestRun();
    const trainer = statusOf(run);
    // Where VS Code does not show dialogs to tests, it is agreed to in advance.
    const canAnswer = await isOrdinary();
    const from = canAnswer ? run : { folder: run, isAgreed: true };
    const cancelling = vscode.commands.executeCommand('cricketLora.cancelTraining', from);
    if (canAnswer) {
      const question = /Stop .*\?[^]*epoch \d+ of at most 1000/;
      await answerDialog(question, 'Stop the Run', async () => {
        assert.equal(statusOf(run).state, 'running');
        await screenshot('cancel-asks');
      });
    }
    await message(/saved what it had and stopped|was terminated/, { seconds: 90 });
    await cancelling;
    assert.ok(!(await isAlive(trainer)));
    assert.equal(statusOf(run).state, 'cancelled');
    await until('cancelled in the status bar', async () =>
      ((await statusBar()) ?? '').includes('cancelled'),
    );
    assert.ok(existsSync(join(run, 'checkpoints')), 'what it had is saved');
  },

  async 'a board has the run to its end, over the reload'() {
    const run = newestRun();
    await until('its end', async () => (await readBoards(run))?.isOver === true, { seconds: 90 });
    assert.deepEqual((await readBoards(run))?.problems, {});
    assert.equal(readdirSync(boardOf(run)).length, 1);
  },
};
