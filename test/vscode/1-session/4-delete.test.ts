import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { answerDialog } from '../dialogs.ts';
import { click, isOrdinary, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import { closeEditors, generate, runLines, until, writeInWorkspace, writeRun } from '../session.ts';

export const tests: Tests = {
  async 'delete: a run’s folder goes after a yes, and only then'() {
    const table = await writeInWorkspace('deleted.csv', 'Player,Runs\nAA Ash,8000\nBB Elm,7000\n');
    const run = writeRun(await generate(table), {
      id: '20300103-000000-recall',
      outputFor: ({ completion }) => completion[0].content,
    });
    await closeEditors();
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    const isListed = async () => (await runLines()).some((line) => line.includes('deleted'));
    await until('the run', isListed);
    const canAnswer = await isOrdinary();
    const refused = vscode.commands.executeCommand('cricketLora.deleteRun', run);
    // Else VS Code refuses, as a person may.
    if (canAnswer) await answerDialog(/goes for good/, 'Cancel');
    await refused;
    assert.ok(existsSync(run));
    if (!canAnswer) return;
    const deleting = vscode.commands.executeCommand('cricketLora.deleteRun', run);
    await answerDialog(/goes for good/, 'Delete');
    await deleting;
    assert.equal(existsSync(run), false);
    await until('the run to be gone', async () => !(await isListed()));
  },

  async 'delete: the ticked runs of the table go after one yes'() {
    const table = await writeInWorkspace('deleted.csv', 'Player,Runs\nAA Ash,8000\nBB Elm,7000\n');
    const questions = await generate(table);
    const made = [5, 6, 7].map((day) =>
      writeRun(questions, {
        id: `2030010${day}-000000-recall`,
        outputFor: ({ completion }) => completion[0].content,
      }),
    );
    await closeEditors();
    await vscode.commands.executeCommand('cricketLora.showRuns');
    const boxOf = (id: string) => `input[aria-label="Choose ${id}-000000-recall"]`;
    await until('their rows', async () => (await texts(boxOf('20300107'), 'webview')).length === 1);
    await click(boxOf('20300105'), 'webview');
    await click(boxOf('20300106'), 'webview');
    await screenshot('runs-ticked');
    if (await isOrdinary()) {
      await click('vscode-button:has-text("Delete")', 'webview');
      await answerDialog(/Delete 2 runs\?/, 'Delete');
      await until(
        'both rows to be gone',
        async () => (await texts(boxOf('20300106'), 'webview')).length === 0,
      );
      assert.deepEqual(made.map(existsSync), [false, false, true]);
    }
    await closeEditors();
    for (const run of made) rmSync(run, { recursive: true, force: true });
  },
};
