import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { attributes, click, press, rightClick, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  inAllThemes,
  inBothThemes,
  message,
  set,
  statusOf,
  train,
  until,
  workspaceFolder,
  writeRun,
} from '../session.ts';

let run: string;

const questionsPath = () => join(workspaceFolder(), 'few.dataset/questions.jsonl');
const cells = (column: string) => texts(`.row .cell.${column}`, 'webview');
/** The page's status, such as `12 of 96 questions`. */
const status = async () => (await texts('.status', 'webview'))[0] ?? '';
const statusLike = (pattern: RegExp) =>
  until(`a status like ${String(pattern)}`, async () => {
    const text = await status();
    if (!pattern.test(text)) throw new Error(text);
    return text;
  });
const button = (name: string) => click(`role=button[name=/${name}/]`, 'webview');

/** Paths of the files in sight; the log in the panel is an editor, too. */
const openFiles = (): string[] =>
  vscode.window.visibleTextEditors
    .filter(({ document }) => document.uri.scheme === 'file')
    .map(({ document }) => document.uri.fsPath);

export const tests: Tests = {
  async 'an undertrained model is asked every question'() {
    await set('recipe.epochs', 7);
    run = await train(vscode.Uri.file(questionsPath()));
    await until('the run to end', () => statusOf(run).state !== 'running', { seconds: 120 });
    assert.equal(statusOf(run).state, 'finished');
    await message(/of 72 trained questions recalled, .+ of 24 in a phrasing never trained/);
    await set('recipe.epochs', undefined);
  },

  async 'the table shows outputs against goldens, ✅ or ❌'() {
    await closeEditors();
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    await statusLike(/^96 questions/);
    await until('rows', async () => (await cells('golden')).length > 10);
    assert.deepEqual(await attributes('[role=grid]', 'aria-rowcount', 'webview'), ['97']);
    const [marks, outputs, goldens] = await Promise.all(
      ['recall', 'output', 'golden'].map((column) => cells(column)),
    );
    assert.ok(marks && outputs && goldens);
    for (const [row, mark] of marks.entries()) {
      assert.equal(mark, outputs[row] === goldens[row] ? '✅' : '❌', `row ${row}`);
    }
    await clearMessages();
    await inBothThemes((theme) => screenshot(`grid-${theme}`));
  },

  async 'the table filters to misses'() {
    await button('^Not recalled');
    await statusLike(/^[\d,]+ of 96 questions/);
    const marks = await cells('recall');
    assert.ok(marks.length > 10 && marks.every((mark) => mark === '❌'));
    await screenshot('grid-failures');
    await button('^All');
    await statusLike(/^96 questions/);
  },

  async 'the table searches'() {
    await click('.filters vscode-text-field input', 'webview');
    await type('BC Lara');
    await statusLike(/^12 of 96 questions/);
    assert.ok((await cells('question')).every((question) => question.includes('BC Lara')));
    await press('Control+a');
    await press('Backspace');
    await statusLike(/^96 questions/);
  },

  async 'the table sorts'() {
    await click('role=columnheader[name=/Golden/]', 'webview');
    await statusLike(/by golden, ascending/);
    const goldens = (await cells('golden')).map(Number);
    assert.deepEqual(
      goldens,
      [...goldens].sort((a, b) => a - b),
    );
  },

  async 'a row opens in a drawer, and Space and Enter stay in the table'() {
    await click('.row .cell.question', 'webview');
    const drawer = () => texts('.drawer', 'webview');
    await until('the drawer', async () => ((await drawer())[0] ?? '').includes('Golden'));
    await press('Space');
    await press('Enter');
    await press('ArrowDown');
    await inAllThemes((theme) => screenshot(`drawer-${theme}`));
    assert.deepEqual(openFiles(), [], 'the editor is not split');
    assert.deepEqual(
      vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty),
      [],
    );
  },

  async 'a right click on a row offers what can be done with it'() {
    await rightClick('.row .cell.question', 'webview');
    const menu = await until('its menu', async () => {
      const [found = ''] = await texts('.monaco-menu');
      return found !== '' && found;
    });
    assert.match(menu, /Open Cell\s+Open Question\s+Ask the Model/);
    assert.doesNotMatch(menu, /Cut|Paste/);
    await press('Escape');
  },

  async 'the drawer opens the line of questions.jsonl, and the table keeps the focus'() {
    await button('Open Question');
    const files = await until('the line', () => openFiles().length > 0 && openFiles());
    assert.deepEqual(files, [questionsPath()]);
    assert.equal(vscode.window.activeTextEditor, undefined);
  },

  async 'missed questions are failed tests on their lines, with expected against actual'() {
    await closeEditors();
    const document = await vscode.workspace.openTextDocument(questionsPath());
    await vscode.window.showTextDocument(document);
    const failed = '.editor-instance .codicon-testing-failed-icon';
    await until('marks in the gutter', async () => (await attributes(failed, 'class')).length > 5);
    const peek = async () => (await texts('.zone-widget')).join('\n');
    let clicked = 0;
    const first = await until('expected and actual', async () => {
      // A menu that was just opened may ignore the click, and moving lines close it.
      if ((await texts('.monaco-menu')).length > 0) await click('text="Peek Error"');
      else if (Date.now() - clicked > 3000) {
        await rightClick(failed);
        clicked = Date.now();
      }
      const text = await peek();
      return /❌.+[^]+Expected[^]+Actual/.test(text) && text;
    });
    await press('Alt+F8');
    await until('the next failure', async () => {
      const text = await peek();
      return text.includes('Actual') && text !== first;
    });
    await inBothThemes((theme) => screenshot(`peek-${theme}`));
    await vscode.commands.executeCommand('workbench.view.testing.focus');
    await screenshot('tests');
    await closeEditors();
  },

  async 'the table scrolls to the last of 3,600 rows'() {
    const wholeTable = join(workspaceFolder(), 'test_batting.dataset/questions.jsonl');
    const folder = writeRun(vscode.Uri.file(wholeTable), {
      id: '20200101-000000-recall',
      outputFor: ({ completion }) => completion[0].content,
    });
    await vscode.commands.executeCommand('cricketLora.showEvaluation', folder);
    await statusLike(/^3,600 questions/);
    assert.deepEqual(await attributes('[role=grid]', 'aria-rowcount', 'webview'), ['3601']);
    await click('role=columnheader[name=/Golden/]', 'webview');
    await press('ArrowDown');
    await press('Control+End');
    const [last = ''] = await until('the last row', async () => {
      const rows = await texts('.row[aria-rowindex="3601"]:not([aria-busy])', 'webview');
      return rows.length > 0 && rows;
    });
    assert.match(last, /✅/);
    await closeEditors();
    rmSync(folder, { recursive: true });
  },
};
