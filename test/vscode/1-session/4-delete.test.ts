import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { click, screenshot, showDialogs, texts } from '../driver.ts';
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
    // VS Code refuses dialogs during tests, as a person may.
    await vscode.commands.executeCommand('cricketLora.deleteRun', run);
    assert.ok(existsSync(run));
    if (!(await showDialogs(true))) return;
    try {
      const deleting = vscode.commands.executeCommand('cricketLora.deleteRun', run);
      await until('the question', async () =>
        (await texts('.monaco-dialog-box')).some((text) => text.includes('goes for good')),
      );
      await click('.monaco-dialog-box .monaco-button:has-text("Delete")');
      await deleting;
    } finally {
      await showDialogs(false);
    }
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
    if (await showDialogs(true)) {
      try {
        await click('vscode-button:has-text("Delete")', 'webview');
        await until('the question', async () =>
          (await texts('.monaco-dialog-box')).some((text) => text.includes('Delete 2 runs?')),
        );
        await click('.monaco-dialog-box .monaco-button:has-text("Delete")');
        await until(
          'both rows to be gone',
          async () => (await texts(boxOf('20300106'), 'webview')).length === 0,
        );
      } finally {
        await showDialogs(false);
      }
      assert.deepEqual(made.map(existsSync), [false, false, true]);
    }
    await closeEditors();
    for (const run of made) rmSync(run, { recursive: true, force: true });
  },
};
