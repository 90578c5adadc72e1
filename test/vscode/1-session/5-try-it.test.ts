import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  requestOf,
  set,
  statusOf,
  until,
  workspaceFolder,
} from '../session.ts';

export const tests: Tests = {
  async 'try it: one command leads from an empty folder to ✅ and ❌, whatever base and recipe are set'() {
    await closeEditors();
    await set('base', 'no-such-owner/no-such-base');
    await set('recipe.epochs', 1);
    const run = await vscode.commands.executeCommand<string | undefined>('cricketLora.tryIt');
    await set('base', undefined);
    await set('recipe.epochs', undefined);
    assert.ok(run);
    assert.equal(requestOf(run).base, 'embedded');
    await screenshot('try-it-run');
    await until('the run to end', () => statusOf(run).state !== 'running', { seconds: 200 });
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
    await screenshot('try-it');
    await closeEditors();
    await clearMessages();
    for (const name of ['ten_players.csv', 'ten_players.dataset'])
      rmSync(join(workspaceFolder(), name), { recursive: true });
    rmSync(run, { recursive: true });
  },
};
