import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { attributes, click, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import { clearMessages, closeEditors, generate, until, writeInWorkspace } from '../session.ts';

let questions: vscode.Uri;

const editButton = '.editor-actions [aria-label^="Edit Questions"]';
/** The lock on the tab is drawn by a style; its button is there while it is read-only. */
const isLocked = async () => (await attributes(editButton, 'aria-label')).length > 0;
const textNow = async (): Promise<string> =>
  (await vscode.workspace.openTextDocument(questions)).getText();
const onDisk = (): string => readFileSync(questions.fsPath, 'utf8');

export const tests: Tests = {
  async 'read-only: a generated dataset takes no key that is pressed by mistake'() {
    await closeEditors();
    const table = await writeInWorkspace(
      'read-only.csv',
      'Player,Runs\nAA Ash,8000\nBB Elm,7000\n',
    );
    questions = await generate(table);
    await vscode.window.showTextDocument(questions);
    await until('the button to edit it', isLocked);
    const before = await textNow();
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await type('x');
    await until('why nothing happens', async () =>
      (await texts('.monaco-editor-overlaymessage')).some((text) => /read-only/i.test(text)),
    );
    assert.equal(await textNow(), before);
    await screenshot('dataset-read-only');
  },

  async 'read-only: Edit Questions makes it editable, and what was edited stays so'() {
    await click(editButton);
    await until('an editable dataset', async () => !(await isLocked()));
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('cursorBottom');
    await type('\n');
    const document = await vscode.workspace.openTextDocument(questions);
    await until('what was typed', () => document.isDirty);
    // False where a busy machine has left VS Code the second after which it saves by itself.
    assert.ok((await document.save()) || !document.isDirty);
    assert.match(onDisk(), /\n\n$/);
    await closeEditors();
    // VS Code may have closed the document meanwhile, and opened another of the same file.
    const { document: again } = await vscode.window.showTextDocument(questions);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('cursorBottom');
    await vscode.commands.executeCommand('deleteLeft');
    await until('an edit after it was opened again', () => again.isDirty);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await clearMessages();
    await closeEditors();
  },
};
