import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { press, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  generate,
  message,
  set,
  statusOf,
  train,
  until,
  writeInWorkspace,
} from '../session.ts';

const trained = async (questions: vscode.Uri): Promise<string> => {
  const run = await train(questions);
  await until('the run to end', () => statusOf(run).state !== 'running', { seconds: 120 });
  assert.equal(statusOf(run).state, 'finished');
  // The window has seen it, too.
  await message(/trained questions recalled/, { seconds: 60 });
  return run;
};

export const tests: Tests = {
  async 'focus: what a run failed becomes the next dataset, trained on from its adapter'() {
    const rows = ['Player,Runs', 'A Ward,4711', 'B Close,815'];
    const table = await writeInWorkspace('focus/two.csv', `${rows.join('\n')}\n`);
    await set('recipe.epochs', 1);
    await set('recipe.rank', 8);
    const first = await trained(await generate(table));
    await clearMessages();

    const next = await vscode.commands.executeCommand<vscode.Uri>(
      'cricketLora.focusOnFailedFacts',
      first,
    );
    assert.match(next.path, /focus\/two-focus\.dataset\/questions\.jsonl$/);
    await message(/with more wordings for 2 failed facts\. Training on them goes on from/);
    // Four wordings of each fact as before, and four more of those that were failed.
    assert.equal(readFileSync(next.fsPath, 'utf8').trimEnd().split('\n').length, 16);
    await clearMessages();

    await set('recipe.rank', 16);
    const second = await trained(next);
    const request = JSON.parse(readFileSync(join(second, 'run.json'), 'utf8')) as {
      adapter?: { source: string };
      recipe: { rank: number };
    };
    assert.equal(request.adapter?.source, join(first, 'adapter'));
    // An adapter's shape is fixed.
    assert.equal(request.recipe.rank, 8);
    await set('recipe.rank', undefined);
    await set('recipe.epochs', undefined);

    await clearMessages();
    await closeEditors();
    void vscode.commands.executeCommand('cricketLora.compareEvaluations', second);
    await until('the comparison', async () => {
      // With more runs than these two the other one is asked for; the newest stands first.
      const [title = ''] = await texts('.quick-input-widget .quick-input-title');
      if (title.startsWith('Compare')) await press('Enter');
      const [compared = ''] = await texts('.comparison', 'webview');
      return /Against .*\d+ fixed, \d+ still wrong, \d+ newly broken/s.test(compared);
    });
    await screenshot('focus-compared');
    await closeEditors();
  },
};
