import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { rightClick, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import { writeForeign } from '../commandTrust.ts';
import { clearMessages, closeEditors, until, workspaceFolder } from '../session.ts';

const status = async () => (await texts('.status', 'webview'))[0] ?? '';
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

export const tests: Tests = {
  async 'evaluation.json opens as text, and as the evaluation’s page where one asks for it'() {
    await closeEditors();
    const { run } = await writeForeign('file');
    const file = vscode.Uri.file(join(run, 'evaluation.json'));
    writeFileSync(file.fsPath, '{}\n');
    await vscode.commands.executeCommand('vscode.open', file);
    assert.ok(tabs()[0]?.input instanceof vscode.TabInputText);
    await closeEditors();
    await vscode.commands.executeCommand('vscode.openWith', file, 'cricketLora.evaluation');
    const [tab] = tabs();
    assert.ok(tab?.input instanceof vscode.TabInputCustom);
    await until('its questions', async () => (await status()).startsWith('2 questions'));
    assert.match(readFileSync(file.fsPath, 'utf8'), /"questions": ?2/);
    // The rows have the menu that they have elsewhere.
    await rightClick('.row .cell.question', 'webview');
    await until('the menu', async () =>
      (await texts('.context-view .action-label')).some((text) => text.includes('Open Cell')),
    );
    await closeEditors();
    await clearMessages();
    for (const name of ['file', join('.cricket-lora', 'runs', 'file')])
      rmSync(join(workspaceFolder(), name), { recursive: true });
    rmSync(join(workspaceFolder(), '.cricket-lora', 'runs', 'file-other'), { recursive: true });
  },

  async 'phrasings of one’s own are checked as they are typed'() {
    const phrasings = vscode.Uri.file(join(workspaceFolder(), 'own.phrasings.json'));
    writeFileSync(
      phrasings.fsPath,
      '{"v": 1, "statistics": {"runs": {"train": ["Runs?"], "held": []}}}\n',
    );
    await vscode.window.showTextDocument(phrasings);
    const [problem] = await until('the problem', () => {
      const found = vscode.languages.getDiagnostics(phrasings);
      return found.length > 0 && found;
    });
    assert.match(problem?.message ?? '', /\{entity\\?\}|pattern/);
    await closeEditors();
    rmSync(phrasings.fsPath);
  },
};
