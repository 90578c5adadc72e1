import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { click, hover, press, screenshot, texts, type } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  clearMessages,
  closeEditors,
  generate,
  runLines,
  tablesPane,
  until,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

let run: string;
let table: vscode.Uri;

const tabs = (): string[] =>
  vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

async function nameIt(name: string): Promise<void> {
  const renaming = vscode.commands.executeCommand('cricketLora.renameRun', run);
  await until('the box', async () =>
    (await texts('.quick-input-title')).some((title) => title.includes('Rename Run')),
  );
  await press('Control+A');
  if (name === '') await press('Delete');
  else await type(name);
  await press('Enter');
  await renaming;
}

export const tests: Tests = {
  async 'names: a run goes by the name that it is given, in the sidebar and on its tabs'() {
    table = await writeInWorkspace('named.csv', 'Player,Runs\nAA Ash,8000\nBB Elm,7000\n');
    run = writeRun(await generate(table), {
      id: '20300104-000000-recall',
      outputFor: ({ completion }) => completion[0].content,
    });
    await closeEditors();
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('the run', async () => (await runLines()).some((line) => line.includes('named')));
    await vscode.commands.executeCommand('cricketLora.showRun', run);
    await until('its tab', () => tabs().includes('Run: 20300104-000000-recall'));
    // A page that is being loaded takes the focus, and with it the box.
    await until('its page', async () => (await texts('h1', 'webview')).length === 1);
    await nameIt('twice the rank');
    assert.equal(readFileSync(join(run, 'name.json'), 'utf8'), '{"v":1,"name":"twice the rank"}\n');
    await until('the name in the sidebar', async () =>
      (await runLines()).some((line) => line.startsWith('twice the rank, finished')),
    );
    await until('the name on the tab', () => tabs().includes('Run: twice the rank'));
    await until('the name on the page', async () =>
      (await texts('h1', 'webview')).includes('twice the rank'),
    );
  },

  async 'names: the first line of its notes stands in its tooltip'() {
    await vscode.commands.executeCommand('cricketLora.openNotes', run);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.fsPath, join(run, 'notes.md'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# No [better](command:x)\n\nWhy?\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await closeEditors();
    await hover(`${tablesPane} .monaco-list-row[aria-label^="twice the rank"]`);
    await until('the tooltip', async () =>
      (await texts('.workbench-hover')).some((text) => text.includes('“No [better] (command:x)”')),
    );
    await screenshot('run-notes');
  },

  async 'names: below its run stands what it was exported to, and what that changes'() {
    mkdirSync(join(run, 'onnx'));
    const model = 'model_int8.onnx';
    writeFileSync(join(run, 'onnx', model), '');
    const parity = { v: 1, model, questions: 8, changed: 2, seconds: 1, changes: [] };
    writeFileSync(join(run, 'onnx', 'model_int8.parity.json'), JSON.stringify(parity));
    await nameIt('exported');
    const row = `${tablesPane} .monaco-list-row[aria-label^="exported, finished"]`;
    await until('the run', async () => (await texts(`${row} .collapsible`)).length === 1);
    await click(`${row} .monaco-tl-twistie`);
    await until('the export', async () =>
      (await texts(`${tablesPane} .monaco-list-row`)).some((text) =>
        /onnx\/model_int8\.onnx\s*changes 2 of 8 answers/.test(text),
      ),
    );
    await screenshot('run-exports');
  },

  async 'names: an empty name takes it away'() {
    await nameIt('');
    assert.equal(existsSync(join(run, 'name.json')), false);
    await until('its kind in the sidebar', async () =>
      (await runLines()).some((line) => line.startsWith('recall · named')),
    );
    await closeEditors();
    await clearMessages();
    rmSync(run, { recursive: true });
    rmSync(table.fsPath);
    rmSync(join(table.fsPath, '..', 'named.dataset'), { recursive: true });
    await until('nothing of it', async () =>
      (await texts(`${tablesPane} .monaco-list-row`)).every((row) => !row.includes('named')),
    );
  },
};
