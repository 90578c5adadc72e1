import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { click, press, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  set,
  statusOf,
  train,
  until,
  workspaceFolder,
  writeInWorkspace,
} from '../session.ts';

const table =
  'Player,Span,Mat,Runs\nAA Ash,1990-2001,100,8000\nBB Birch,1985-1999,90,7000\nCC Cedar,1970-1980,50,3000\n';
/** Trained questions and those in a wording never trained. */
const asked = 36;
let tableUri: vscode.Uri;
let run: string;

const status = async () => (await texts('.status', 'webview'))[0] ?? '';
const statusLike = (pattern: RegExp) =>
  until(`a status like ${String(pattern)}`, async () => {
    const text = await status();
    return pattern.test(text) && text;
  });
const choose = async (dropdown: string, option: string): Promise<void> => {
  await click(`role=combobox[name=/${dropdown}/]`, 'webview');
  await click(`role=option[name=/${option}/]`, 'webview');
};
const runFolders = async (): Promise<string[]> => {
  const runs = vscode.Uri.file(join(workspaceFolder(), '.cricket-lora', 'runs'));
  return (await vscode.workspace.fs.readDirectory(runs)).map(([name]) => name).sort();
};
const finished = (folder: string) =>
  until('the run to finish', () => statusOf(folder).state === 'finished', { seconds: 150 });

/** What happens once a model has been trained too little to recall much; each goes on from the one before. */
export const tests: Tests = {
  async 'remembering: failed tests are asked again, and only they'() {
    await closeEditors();
    // Of other datasets, which would be asked again as well.
    await vscode.commands.executeCommand('testing.clearTestResults');
    await set('base', 'embedded');
    await set('recipe.epochs', 1);
    tableUri = await writeInWorkspace('remembering.csv', table);
    await vscode.commands.executeCommand('cricketLora.generateDataset', tableUri);
    const questions = vscode.Uri.file(
      join(workspaceFolder(), 'remembering.dataset', 'questions.jsonl'),
    );
    run = await train(questions);
    await finished(run);
    await set('recipe.epochs', undefined);
    await vscode.window.showTextDocument(questions);
    const failed = '.editor-instance .codicon-testing-failed-icon';
    await until('failed tests', async () => (await texts(failed)).length > 0);
    const before = await runFolders();
    await vscode.commands.executeCommand('testing.reRunFailTests');
    const again = await until('a run of its own', async () =>
      (await runFolders()).find((name) => !before.includes(name)),
    );
    const folder = join(workspaceFolder(), '.cricket-lora', 'runs', again);
    await finished(folder);
    const lines = async (name: string) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(join(folder, name)));
      return Buffer.from(bytes).toString().trimEnd().split('\n');
    };
    const questionsAsked = (await lines('questions.jsonl')).length;
    assert.ok(questionsAsked > 0 && questionsAsked <= asked);
    assert.equal((await lines('predictions.jsonl')).length, questionsAsked + 1);
    await closeEditors();
    await clearMessages();
  },

  async 'remembering: a row leads to its cell, and the cell back to its rows'() {
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    await statusLike(/^\d+ questions/);
    await click('.row .cell.golden', 'webview');
    const editor = await until('the table', () =>
      vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.fsPath === tableUri.fsPath,
      ),
    );
    assert.ok(table.includes(editor.document.getText(editor.selection)));
    await vscode.commands.executeCommand('cricketLora.showEvaluation', {
      folder: run,
      fact: 'bb-birch/runs',
    });
    await statusLike(/^4 of \d+ questions/);
    await screenshot('one-fact');
  },

  async 'remembering: rows that are shown are copied'() {
    await choose('Copy or export', 'Copy as JSONL');
    await statusLike(/^Copied as JSONL/);
    const copied = await vscode.env.clipboard.readText();
    const rows = copied
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    assert.equal(rows.length, 4);
    assert.ok(rows.every(({ id }) => id.startsWith('bb-birch/runs/')));
    await closeEditors();
  },

  async 'remembering: two runs of the table of runs are compared'() {
    await vscode.commands.executeCommand('cricketLora.evaluateBase', run);
    const base = (await runFolders()).at(-1) ?? '';
    await finished(join(workspaceFolder(), '.cricket-lora', 'runs', base));
    await clearMessages();
    await vscode.commands.executeCommand('cricketLora.showRuns');
    await until('the runs', async () => (await texts('tbody tr', 'webview')).length > 1);
    await click(`role=checkbox[name=/${base}/]`, 'webview');
    await click(`role=checkbox[name=/${run.replace(/.*[\\/]/, '')}$/]`, 'webview');
    await screenshot('run-table');
    await click('role=button[name=Compare]', 'webview');
    const said = await until(
      'the comparison',
      async () => (await texts('.comparison', 'webview'))[0],
    );
    assert.match(said, /Exact there .+ %, here .+ %/);
    await screenshot('compared');
    await closeEditors();
  },

  async 'remembering: the adapter is asked in Python where there is no export, beside its base'() {
    await vscode.commands.executeCommand('cricketLora.askTheModel', run);
    await until('the page', async () => (await texts('.ask-page h1', 'webview')).length === 1);
    await click('input', 'webview');
    await type('How many Test runs did AA Ash score?');
    await press('Enter');
    const answers = await until(
      'two answers',
      async () => {
        const found = await texts('.side', 'webview');
        const notice = (await texts('.notice', 'webview'))[0];
        if (notice !== undefined) throw new Error(notice);
        return found.length === 2 && found;
      },
      { seconds: 120 },
    );
    assert.match(answers.join('\n'), /Adapter[^]+Probability[^]+Base alone[^]+Probability/);
    await screenshot('asked');
    await closeEditors();
  },
};
