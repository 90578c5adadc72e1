import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import {
  closeEditors,
  runLines,
  set,
  until,
  workspaceFolder,
  writeInWorkspace,
  writeRun,
} from '../session.ts';

/** The text of all hovers. */
async function hoverAt(uri: vscode.Uri, line: number, character: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, character),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

const table = 'Player,Span,Mat,Runs\nAA Ash,1990-2001,100,8000\nBB Birch,1985-1999,90,7000\n';
let runFolder: string;
let tableUri: vscode.Uri;
let questionsUri: vscode.Uri;

export const tests: Tests = {
  async 'hovering a cell shows in how many phrasings it is recalled'() {
    await closeEditors();
    tableUri = await writeInWorkspace('inline.csv', table);
    await vscode.commands.executeCommand('cricketLora.generateDataset', tableUri);
    questionsUri = vscode.Uri.file(join(workspaceFolder(), 'inline.dataset', 'questions.jsonl'));
    runFolder = writeRun(questionsUri, {
      id: '20300101-000000-recall',
      outputFor: ({ completion, phrasing, statistic }) =>
        statistic.startsWith('runs') && phrasing !== 2 ? '17' : completion[0].content,
    });
    // Found by name, whether or not VS Code has reported the new file.
    await vscode.commands.executeCommand('cricketLora.showEvaluation', runFolder);
    await closeEditors();
    await vscode.window.showTextDocument(tableUri);
    const runs = await until('a hover on the runs', async () => {
      const text = await hoverAt(tableUri, 1, 22);
      return text.includes('recalled in') && text;
    });
    assert.match(runs, /AA Ash.*recalled in 1\/4 phrasings/s);
    assert.match(runs, /❌ phrasing 1, train: 17/);
    assert.match(await hoverAt(tableUri, 2, 11), /BB Birch.*recalled in 4\/4/s);
    await screenshot('heat-map');
  },

  async 'an edited cell is marked as stale, and rows may move'() {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(tableUri, new vscode.Position(1, 0), 'CC Cedar,1970-1980,50,3000\n');
    edit.replace(tableUri, new vscode.Range(1, 21, 1, 25), '8001');
    await vscode.workspace.applyEdit(edit);
    const text = await until('a stale hover', async () => {
      const found = await hoverAt(tableUri, 2, 22);
      return found.includes('Stale') && found;
    });
    assert.match(text, /was 8000 when it was asked about/);
    assert.equal((await hoverAt(tableUri, 1, 22)).includes('recalled in'), false);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  },

  async 'hovering a line of the dataset shows golden, output, log-probability and earlier runs'() {
    await closeEditors();
    await vscode.window.showTextDocument(questionsUri);
    const text = await until('a hover on the line', async () => {
      const found = await hoverAt(questionsUri, 0, 3);
      return found.includes('golden') && found;
    });
    assert.match(text, /✅ \*\*golden\*\* .*1990.*\*\*output\*\* .*1990/s);
    assert.match(text, /log-probability of the golden .0\.50/);
    const lenses = await until('lenses', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        questionsUri,
      );
      return found.some(({ command }) => command?.title.startsWith('❌')) && found;
    });
    const failed = lenses.filter(({ command }) => command?.title.startsWith('❌'));
    // Three of four phrasings of runs, of both players.
    assert.equal(failed.length, 6);
    assert.equal(failed[0]?.command?.title, '❌ 17, golden 8000 · wrong number');
    await until('a lens on the screen', async () =>
      (await texts('.codelens-decoration')).some((shown) => shown.includes('❌ 17')),
    );
    await screenshot('failure-lens');
    await set('base', 'no-such-owner/no-such-base');
    const titles = async () =>
      (
        await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          questionsUri,
          100,
        )
      ).map(({ command }) => command?.title ?? '');
    await until('no lens of tokens, which that base’s tokenizer would be needed for', async () =>
      (await titles()).every((title) => title.startsWith('❌')),
    );
    await set('base', undefined);
    await closeEditors();
    rmSync(runFolder, { recursive: true });
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('its run to be gone', async () =>
      (await runLines()).every((line) => !line.includes('inline')),
    );
  },
};
