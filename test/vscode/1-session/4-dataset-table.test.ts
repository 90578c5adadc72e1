import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { attributes, click, press, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  generate,
  inAllThemes,
  until,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

let questions: vscode.Uri;
let run: string;

const cells = (column: string) => texts(`.row .cell.${column}`, 'webview');
const strip = async () => (await texts('.strip', 'webview'))[0] ?? '';
const drawer = async () => (await texts('.drawer', 'webview'))[0] ?? '';
const button = (name: string) => click(`role=button[name="${name}"]`, 'webview');
const document = () => vscode.workspace.openTextDocument(questions);
const inFront = (): unknown => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
const drawerWith = (text: string) =>
  until(`${text} in the drawer`, async () => (await drawer()).includes(text));

async function isTable(): Promise<void> {
  await until('the table in front', () => {
    const input = inFront();
    return input instanceof vscode.TabInputCustom && input.viewType === 'cricketLora.dataset';
  });
  await until('its rows', async () => (await cells('question')).length > 8);
}

export const tests: Tests = {
  async 'dataset table: what was generated opens as a table, read-only'() {
    await closeEditors();
    const table = await writeInWorkspace(
      'as-table.csv',
      'Player,Span,Mat,Runs\nAA Ash,1990-2001,100,8000\nBB Birch,1985-1999,90,7000\n',
    );
    questions = await generate(table);
    await isTable();
    assert.match(await strip(), /^24 questions\s+as-table · 6 facts of 2 rows\s+Edit Questions/);
    await click('.row .cell.question:text("AA Ash") >> nth=0', 'webview');
    await drawerWith('What the model sees');
    assert.match(await drawer(), /<\|im_start\|>assistant/);
    await screenshot('dataset-table-locked');
  },

  async 'dataset table: a run’s answers mark the lines, failures first'() {
    run = writeRun(questions, {
      id: '20300102-000000-recall',
      outputFor: ({ completion, statistic, phrasing, entity }) =>
        entity === 'BB Birch' && statistic.startsWith('runs') && phrasing !== 2
          ? '17'
          : completion[0].content,
    });
    // Found by name, whether or not VS Code has reported the new file.
    await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('the score', async () => (await strip()).startsWith('3 ❌ of 24'));
    const marks = await cells('recall');
    assert.match(marks[0] ?? '', /^BB Birch 12 questions · 3 ❌$/);
    assert.deepEqual(marks.slice(1, 5), ['❌', '❌', '❌', '✅']);
    await inAllThemes((theme) => screenshot(`dataset-table-${theme}`));
  },

  async 'dataset table: an edit is one of the text, and is undone like any'() {
    const before = (await document()).getText();
    await button('Edit Questions');
    await until('an editable table', async () => (await strip()).includes('Add Question'));
    await click('.row .cell.question:text("BB Birch") >> nth=0', 'webview');
    await drawerWith('Exclude');
    await button('Edit');
    await click('.question-form vscode-text-area >> nth=1 >> textarea', 'webview');
    // VS Code takes Control+a, and hands it back when it likes: in between, something may be typed.
    await press('End');
    await press('Shift+Home');
    await type('7001');
    await button('Save');
    await drawerWith('edited since it was asked');
    assert.match((await document()).getText(), /"content":"7001"/);
    assert.equal((await document()).isDirty, true);
    await screenshot('dataset-table-edited');
    await click('.row .cell.question >> nth=2', 'webview');
    await vscode.commands.executeCommand('undo');
    await until('the text as before', async () => (await document()).getText() === before);
    await until('the score as before', async () => (await strip()).startsWith('3 ❌ of 24'));
  },

  async 'dataset table: a problem is shown in its place, and mended there'() {
    const first = (await document()).lineAt(0).text;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(
      questions,
      new vscode.Position(0, 0),
      `${first.replace(/"id":"[^"]+"/, '"id":"again"')}\n`,
    );
    await vscode.workspace.applyEdit(edit);
    await until('the mark', async () => (await cells('recall')).some((mark) => mark.includes('⚠')));
    const problem = '.row .cell.recall:text("⚠")';
    await click(problem, 'webview');
    await drawerWith('asks the same');
    await screenshot('dataset-table-problem');
    await button('Remove this line');
    await until('no mark', async () => !(await cells('recall')).some((mark) => mark.includes('⚠')));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  async 'dataset table: the text is one click away, and so is the way back'() {
    await click('.editor-actions [aria-label^="Open as Text"]');
    await until('the text in front', () => inFront() instanceof vscode.TabInputText);
    await until('one tab', () => vscode.window.tabGroups.activeTabGroup.tabs.length === 1);
    assert.deepEqual(await attributes('.editor-actions [aria-label^="Open as Text"]', 'class'), []);
    await click('.editor-actions [aria-label^="Open as Table"]');
    await isTable();
    await until('one tab', () => vscode.window.tabGroups.activeTabGroup.tabs.length === 1);
    await closeEditors();
    rmSync(run, { recursive: true });
    await clearMessages();
  },
};
