import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  clearMessages,
  generate,
  message,
  runLines,
  set,
  statusBar,
  statusOf,
  train,
  until,
  writeInWorkspace,
} from '../session.ts';

let questions: vscode.Uri;

/** Of epochs that are soon over, but so many that it goes on until it is interrupted. */
async function startLongRun(): Promise<string> {
  await set('recipe.epochs', 1000);
  await set('recipe.stopAtRecall', false);
  const run = await train(questions);
  await until('an epoch', async () => /epoch \d+\/\d+/.test((await statusBar()) ?? ''), {
    seconds: 90,
  });
  return run;
}

export const tests: Tests = {
  async 'a trainer killed from outside shows as failed, with its last words'() {
    const players = bundledTable().split('\n').slice(0, 21).join('\n');
    questions = await generate(await writeInWorkspace('interrupted.csv', `${players}\n`));
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
    void vscode.commands.executeCommand('cricketLora.train', questions);
    await message(/A run is going on already/);
    await clearMessages();
    assert.equal((await runLines()).length, runs);
    // The next window finds it going on.
    assert.equal(statusOf(run).state, 'running');
  },
};
