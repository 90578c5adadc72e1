import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { click, press, screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  clearMessages,
  inBothThemes,
  messages,
  runLines,
  until,
  writeInWorkspace,
} from '../session.ts';

let table: vscode.Uri;
let file: vscode.Uri;

/** Undefined where the list was closed before one was chosen. */
async function firstTemplate(): Promise<vscode.Uri | undefined> {
  const made = vscode.commands.executeCommand<vscode.Uri | undefined>(
    'cricketLora.newExperiment',
    table,
  );
  await until('the templates', async () =>
    (await texts('.quick-input-list .monaco-list-row')).some((row) => row.startsWith('Capacity')),
  );
  await press('Enter');
  return made;
}

export const tests: Tests = {
  async 'an experiment is made of a template on a table'() {
    const players = bundledTable().split('\n').slice(0, 4).join('\n');
    table = await writeInWorkspace('three.csv', `${players}\n`);
    // A list that loses the focus is closed, by what the test before has opened last.
    file = await until('an experiment', firstTemplate, { seconds: 60 });
    const content = JSON.parse(readFileSync(file.fsPath, 'utf8')) as { table: string };
    assert.equal(content.table, 'three.csv');
    assert.equal(basename(dirname(file.fsPath)), 'capacity');
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file.fsPath);
    await until(
      'what it will take',
      async () => (await messages()).some((text) => /12 runs, .*: about .* of memory/.test(text)),
      { seconds: 90 },
    );
    await clearMessages();
  },

  async 'an experiment is run, and its page ends with a conclusion'() {
    const content = JSON.parse(readFileSync(file.fsPath, 'utf8')) as Record<string, unknown>;
    await writeInWorkspace(
      '.cricket-lora/experiments/capacity/experiment.json',
      JSON.stringify({ ...content, recipe: { epochs: [1, 6] }, seeds: 1 }),
    );
    await vscode.commands.executeCommand('cricketLora.runExperiment', file);
    await until(
      'both runs',
      async () =>
        (await texts('[role=status]', 'webview')).some((text) => text.includes('2 of 2 runs')),
      { seconds: 200 },
    );
    const [effect] = await until('the conclusion', async () => {
      const rows = await texts('.effects tbody tr', 'webview');
      return rows.length > 0 && rows;
    });
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('the score of each run in the sidebar', async () => {
      const lines = (await runLines()).filter((line) => line.includes(' · capacity, '));
      const isScored = (line: string): boolean => /^epochs [16], .*, trained \d/.test(line);
      if (!lines.every(isScored)) throw new Error(lines.join('\n'));
      return lines.length === 2;
    });
    assert.match(effect ?? '', /epochs 6 instead of 1\s+[+−]?\d+\.\d points\s+\[/);
    await inBothThemes((theme) => screenshot(`experiment-${theme}`));
    await click('.matrix .cell', 'webview');
    await click('.chosen .link', 'webview');
    await until('the run', async () => (await texts('.run-page', 'webview')).length > 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  },
};
