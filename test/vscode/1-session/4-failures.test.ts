import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { click, press, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  inAllThemes,
  message,
  newestTraining,
  requestOf,
  runFolders,
  set,
  statusOf,
  train,
  until,
  workspaceFolder,
} from '../session.ts';

/** Questions of the run, trained ones and those in a phrasing never trained. */
const asked = 96;
const tableUri = () => vscode.Uri.file(join(workspaceFolder(), 'few.csv'));
const questionsUri = () =>
  vscode.Uri.file(join(workspaceFolder(), 'few.dataset', 'questions.jsonl'));
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
const finished = (folder: string) =>
  until('the run to finish', () => statusOf(folder).state === 'finished', { seconds: 150 });

/** What can be done about misses; each test continues from the one before. */
export const tests: Tests = {
  async 'failures: only the failed tests are asked again'() {
    await closeEditors();
    run = newestTraining(questionsUri());
    await vscode.window.showTextDocument(questionsUri());
    const failed = '.editor-instance .codicon-testing-failed-icon';
    await until('failed tests', async () => (await texts(failed)).length > 0);
    const before = runFolders();
    await vscode.commands.executeCommand('testing.reRunFailTests');
    const folder = await until('a run of its own', () =>
      runFolders().find((name) => !before.includes(name)),
    );
    await finished(folder);
    const lines = async (name: string) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(join(folder, name)));
      return Buffer.from(bytes).toString().trimEnd().split('\n');
    };
    const questionsAsked = (await lines('questions.jsonl')).length;
    assert.ok(questionsAsked > 0 && questionsAsked < asked);
    assert.equal((await lines('predictions.jsonl')).length, questionsAsked + 1);
    await closeEditors();
    await clearMessages();
  },

  async 'failures: a row opens its cell, and the cell opens its rows'() {
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    await statusLike(/^\d+ questions/);
    await click('.row .cell.golden', 'webview');
    await click('role=button[name=/Open Cell/]', 'webview');
    const editor = await until('the table', () =>
      vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.fsPath === tableUri().fsPath,
      ),
    );
    assert.match(editor.document.getText(editor.selection), /^[\d–*-]+$/);
    await vscode.commands.executeCommand('cricketLora.showEvaluation', {
      folder: run,
      fact: 'bc-lara/runs',
    });
    await statusLike(/^4 of \d+ questions/);
    await screenshot('one-fact');
  },

  async 'failures: the shown rows are copied'() {
    await choose('Copy or export', 'Copy as JSONL');
    await statusLike(/^Copied as JSONL/);
    const copied = await vscode.env.clipboard.readText();
    const rows = copied
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    assert.equal(rows.length, 4);
    assert.ok(rows.every(({ id }) => id.startsWith('bc-lara/runs/')));
    await closeEditors();
  },

  async 'failures: two runs of the table of runs are compared'() {
    await vscode.commands.executeCommand('cricketLora.evaluateBase', run);
    const base = runFolders().at(-1) ?? '';
    await finished(base);
    assert.deepEqual(requestOf(base).parent, { run: basename(run), asks: 'base' });
    await clearMessages();
    await vscode.commands.executeCommand('cricketLora.showRuns');
    await until('the runs', async () => (await texts('tbody tr', 'webview')).length > 1);
    for (const compared of [base, run])
      await click(`role=checkbox[name=/${basename(compared)}$/]`, 'webview');
    await screenshot('run-table');
    await click('role=button[name=Compare]', 'webview');
    const said = await until(
      'the comparison',
      async () => (await texts('.comparison', 'webview'))[0],
    );
    assert.match(
      said,
      /Of the 96 questions that both were asked, .+ % were exact there and .+ % are here/,
    );
    await screenshot('compared');
    await closeEditors();
  },

  async 'failures: the base is asked with look-up, and compared with the adapter'() {
    await vscode.commands.executeCommand('cricketLora.evaluateWithLookUp', run);
    const lookUp = runFolders().at(-1) ?? '';
    await finished(lookUp);
    // The window has noticed it, too.
    await message(/trained questions recalled/, { seconds: 60 });
    const { parent, questions } = requestOf(lookUp);
    assert.deepEqual(parent, { run: basename(run), asks: 'look-up' });
    const [first] = readFileSync(join(lookUp, questions.path), 'utf8').split('\n', 1);
    assert.match(first ?? '', /"role":"system","content":"Answer .*\\n\\nRow:\\nPlayer: /);
    await clearMessages();
    await vscode.commands.executeCommand('cricketLora.showEvaluation', lookUp);
    await statusLike(/^\d+ questions/);
    const [about] = await texts('.strip .about', 'webview');
    assert.match(about ?? '', / with look-up · \d+ tokens a prompt, /);
    await choose('Compare with', basename(run));
    const said = await until(
      'the comparison',
      async () => (await texts('.comparison', 'webview'))[0],
    );
    assert.match(said, /Of the 96 questions that both were asked/);
    await screenshot('look-up');
    await closeEditors();
  },

  async 'failures: without an export the adapter and its base are asked in Python'() {
    await vscode.commands.executeCommand('cricketLora.askTheModel', run);
    await until('the page', async () => (await texts('.ask-page h1', 'webview')).length === 1);
    await click('input', 'webview');
    await type('How many Test runs did BC Lara score?');
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
    await click('role=checkbox[name=/look-up/]', 'webview');
    const found = await until(
      'the row that was found',
      async () => (await texts('table.found', 'webview'))[0],
      { seconds: 60 },
    );
    assert.match(found, /Player\s+BC Lara[^]+Runs\s+11953/);
    await screenshot('asked');
    await closeEditors();
  },

  async 'failures: failed facts become the next dataset, which continues from the adapter'() {
    const next = await vscode.commands.executeCommand<vscode.Uri>(
      'cricketLora.focusOnFailedFacts',
      run,
    );
    assert.match(next.path, /\/few-focus\.dataset\/questions\.jsonl$/);
    const said = await message(
      /with more phrasings for \d+ failed facts\. Training on them continues/,
    );
    const facts = Number(/for (\d+) failed/.exec(said)?.[1]);
    // The phrasings of each fact as before, and four more of those that were failed.
    const lines = readFileSync(next.fsPath, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, asked + 4 * facts);

    const { recipe } = requestOf(run);
    await set('recipe.epochs', 1);
    await set('recipe.rank', recipe.rank / 2);
    const second = await train(next);
    await finished(second);
    // The window has noticed it, too.
    await message(/trained questions recalled/, { seconds: 60 });
    await set('recipe.rank', undefined);
    await set('recipe.epochs', undefined);
    const request = requestOf(second);
    assert.equal(request.adapter?.source, join(run, 'adapter'));
    assert.equal(request.recipe.rank, recipe.rank, 'an adapter’s shape is fixed');
    await vscode.commands.executeCommand('cricketLora.showRun', second);
    const note = `It goes on from the adapter of ${basename(run)}.`;
    await until('what it goes on from', async () =>
      (await texts('.notice', 'webview')).includes(note),
    );
    await until('its score', async () =>
      /unseen .+ %/.test((await texts('.headline', 'webview'))[0] ?? ''),
    );
    await inAllThemes((theme) => screenshot(`run-${theme}`));

    await closeEditors();
    void vscode.commands.executeCommand('cricketLora.compareEvaluations', second);
    await until('the comparison', async () => {
      // With more than two runs the other one is picked; the newest comes first.
      const [title = ''] = await texts('.quick-input-widget .quick-input-title');
      if (title.startsWith('Compare')) await press('Enter');
      const [compared = ''] = await texts('.comparison', 'webview');
      return /Against .*\d+ fixed, \d+ still wrong, \d+ newly broken/s.test(compared);
    });
    await screenshot('focus-compared');
    await closeEditors();
  },
};
