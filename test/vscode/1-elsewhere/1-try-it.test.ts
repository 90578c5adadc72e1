import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { click, press, resize, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  requestOf,
  runFolders,
  set,
  statusOf,
  until,
  workspaceFolder,
} from '../session.ts';

const container = 'workbench.view.extension.cricketLora';
const tryIt = '.welcome-view-content .monaco-button:has-text("Try It")';
const isRunning = (): boolean => {
  const [run] = existsSync(join(workspaceFolder(), '.cricket-lora')) ? runFolders() : [];
  return (
    run === undefined || !existsSync(join(run, 'status.json')) || statusOf(run).state === 'running'
  );
};

/** The pictures of which `scripts/animation.mjs` makes the README's, numbered. */
let frames = 0;
const frame = () => screenshot(`try-it-${String(frames++).padStart(3, '0')}`);

export const tests: Tests = {
  async 'try it: two clicks lead from an empty folder to ✅ and ❌, whatever base and recipe are set'() {
    assert.deepEqual(
      readdirSync(workspaceFolder()).filter((name) => name.endsWith('.csv')),
      [],
    );
    await closeEditors();
    await clearMessages();
    await set('base', 'no-such-owner/no-such-base');
    await set('recipe.epochs', 1);
    await vscode.commands.executeCommand('workbench.view.explorer');
    await resize(1000, 640);
    // The first click: the icon of the sidebar.
    await click('.activitybar .action-label[aria-label="Cricket LoRA"]');
    await until('the button', async () => (await texts(tryIt)).length === 1);
    await frame();
    // The second.
    await click(tryIt);
    await until('a run', () => existsSync(join(workspaceFolder(), '.cricket-lora', 'runs')), {
      seconds: 60,
    });
    while (isRunning() && frames < 200) {
      await frame();
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const [run = ''] = runFolders();
    assert.equal(requestOf(run).base, 'embedded');
    assert.equal(statusOf(run).state, 'finished');
    // Not at its last epoch: all that was trained is recalled by the recipe that it brings along.
    const events = readFileSync(join(run, 'events.jsonl'), 'utf8');
    assert.match(events, /"type": ?"finished".*"reason": ?"recalled"/);
    const marks = await until('✅ and ❌ on the screen', async () => {
      const found = await texts('.row .cell.recall', 'webview');
      return found.length > 10 && found;
    });
    assert.ok(marks.every((mark) => mark === '✅' || mark === '❌'));
    assert.match((await texts('.status', 'webview'))[0] ?? '', /^120 questions/);
    await clearMessages();
    await frame();
    await click('.row .cell.question', 'webview');
    await until('the drawer', async () =>
      (await texts('.drawer', 'webview')).some((text) => text.includes('Other phrasings')),
    );
    await frame();
    await press('Escape');
    await resize(1440, 900);
    await screenshot('try-it');
    await set('base', undefined);
    await set('recipe.epochs', undefined);
    await closeEditors();
    await vscode.commands.executeCommand(container);
  },
};
