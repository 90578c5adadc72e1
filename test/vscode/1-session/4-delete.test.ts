import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { click, showDialogs, texts } from '../driver.ts';
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
};
