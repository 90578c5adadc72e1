import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  boardOf,
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
let run: string;

/** Each test continues from the one before. */
export const tests: Tests = {
  async 'a second run is refused while one is active'() {
    const players = bundledTable().split('\n').slice(0, 21).join('\n');
    questions = await generate(await writeInWorkspace('interrupted.csv', `${players}\n`));
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    // Short epochs, but enough of them that it runs until it is interrupted.
    await set('recipe.epochs', 1000);
    await set('recipe.stopAtRecall', false);
    run = await train(questions);
    await until('an epoch', async () => /epoch \d+\/\d+/.test((await statusBar()) ?? ''), {
      seconds: 90,
    });
    const runs = (await runLines()).length;
    // Its promise waits for an answer to the message.
    void vscode.commands.executeCommand('cricketLora.train', questions);
    await message(/A run is already active/);
    await clearMessages();
    assert.equal((await runLines()).length, runs);
    assert.equal(statusOf(run).state, 'running');
  },

  async 'what a run in progress lacks is said so'() {
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    await message(/is still in progress \(epoch .*Wait for its end/);
  },

  async 'a killed trainer is shown as failed, with the end of its log'() {
    process.kill(statusOf(run).pid, 'SIGKILL');
    await message(/ended without a word/);
    await until('failed in the status bar', async () =>
      ((await statusBar()) ?? '').includes('failed'),
    );
    assert.equal(statusOf(run).state, 'failed');
    await until('failed in its view', async () => ((await runLines())[0] ?? '').includes('failed'));
    await screenshot('killed');
  },

  async 'a run that goes on is taken to the boards that are set, and by no workspace'() {
    const settings = vscode.workspace.getConfiguration('cricketLora');
    await assert.rejects(
      async () => settings.update('boards', ['tensorboard'], vscode.ConfigurationTarget.Workspace),
      /cricketLora\.boards/,
    );
    await settings.update('boards', ['tensorboard'], vscode.ConfigurationTarget.Global);
    run = await train(questions);
    await until('its curves', () => existsSync(boardOf(run)), { seconds: 90 });
  },

  async 'a run continues when its window closes'() {
    // The next window finds it.
    await until('it to run', () => statusOf(run).state === 'running');
  },
};
