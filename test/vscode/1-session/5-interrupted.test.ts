import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  message,
  runLines,
  set,
  statusBar,
  statusOf,
  train,
  until,
  workspaceFolder,
} from '../session.ts';

const wholeTable = () =>
  vscode.Uri.file(join(workspaceFolder(), 'test_batting.dataset/questions.jsonl'));

async function startLongRun(): Promise<string> {
  await set('recipe.epochs', undefined);
  const run = await train(wholeTable());
  await until('an epoch', async () => /epoch \d+\/\d+/.test((await statusBar()) ?? ''), {
    seconds: 90,
  });
  return run;
}

export const tests: Tests = {
  async 'a trainer killed from outside shows as failed, with its last words'() {
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    const run = await startLongRun();
    process.kill(statusOf(run).pid, 'SIGKILL');
    await message(/ended without a word/);
    await until('failed in the status bar', async () =>
      ((await statusBar()) ?? '').includes('failed'),
    );
    assert.equal(statusOf(run).state, 'failed');
    await until('failed in its view', async () => ((await runLines())[0] ?? '').includes('failed'));
    await screenshot('killed');
  },

  async 'a second run is not started while one is going on'() {
    const run = await startLongRun();
    const runs = (await runLines()).length;
    // Its promise waits for an answer to the message.
    void vscode.commands.executeCommand('cricketLora.train', wholeTable());
    await message(/A run is going on already/);
    await clearMessages();
    assert.equal((await runLines()).length, runs);
    // The next window finds it going on.
    assert.equal(statusOf(run).state, 'running');
  },
};
