import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Question } from '../../../src/core/dataset/question.ts';
import { click, screenshot } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  bundledTable,
  generate,
  inBothThemes,
  message,
  runLines,
  tablesPane,
  set,
  statusBar,
  statusOf,
  train,
  until,
  writeInWorkspace,
} from '../session.ts';

/** Unfolds the run, whose row says its score. */
const ofRun = `${tablesPane} .monaco-list-row[aria-label*="recall · few, finished"] .monaco-tl-twistie`;

let questions: vscode.Uri;
let run: string;

export const tests: Tests = {
  async 'the open table becomes a dataset'() {
    const players = bundledTable().split('\n').slice(0, 9).join('\n');
    const table = await writeInWorkspace('few.csv', `${players}\n`);
    await set('dataset.statistics', ['runs', 'highest-score', 'span']);
    await vscode.window.showTextDocument(table);
    await vscode.commands.executeCommand('cricketLora.generateDataset');
    await message(/96 questions/);
    questions = vscode.Uri.joinPath(table, '../few.dataset/questions.jsonl');
    const lines = readFileSync(questions.fsPath, 'utf8').trim().split('\n');
    assert.equal(lines.length, 8 * 3 * 4);
    const first = JSON.parse(lines[0] ?? '') as Question;
    assert.equal(first.split, 'train');
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.uri.fsPath, questions.fsPath);
  },

  async 'training shows epoch, recall and time left, and ends with every question recalled'() {
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    run = await train(questions);
    await until(
      'progress in the status bar',
      async () => /epoch \d+\/\d+ · .+ recalled live · .+ left/.test((await statusBar()) ?? ''),
      { seconds: 90 },
    );
    await screenshot('training');
    await until('the run to end', () => statusOf(run).state !== 'running', { seconds: 200 });
    assert.equal(statusOf(run).state, 'finished');
    await message(/100 % of 72 trained questions recalled/);
    const [line] = await runLines();
    assert.match(line ?? '', /recall · few/);
    // Runs and status bar say the same as the evaluation does.
    const score = /trained 100 % · unseen \d.* % · (\d+ ❌|all ✅)/;
    await until('the score in the status bar', async () => score.test((await statusBar()) ?? ''));
    await until('the score of the run', async () => score.test((await runLines())[0] ?? ''));
    await inBothThemes((theme) => screenshot(`sidebar-${theme}`));
  },

  async 'asking again gives the same answers in a child of the run'() {
    await vscode.commands.executeCommand('cricketLora.evaluate', run);
    await message(/100 % of 72 trained questions recalled/, { seconds: 90 });
    assert.equal((await runLines()).length, 1);
    await click(ofRun);
    const [, child] = await until('the child', async () => {
      const lines = await runLines();
      return lines.length === 2 && lines;
    });
    assert.match(child ?? '', /asked again · few/);
    await screenshot('run-children');
    await click(ofRun);
  },

  async 'the whole table becomes 3,600 questions'() {
    await set('dataset.statistics', undefined);
    const table = vscode.Uri.joinPath(questions, '../../test_batting.csv');
    const all = await generate(table);
    assert.equal(readFileSync(all.fsPath, 'utf8').trim().split('\n').length, 3600);
  },
};
