import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Tests } from '../index.ts';
import { until, writeInWorkspace } from '../session.ts';

const ours = (): vscode.Extension<unknown> => {
  const extension = vscode.extensions.getExtension('cricket-lora.cricket-lora');
  assert.ok(extension);
  return extension;
};

/** Those that VS Code starts once everything else is there, of which it has some itself. */
const startsLate = ({ packageJSON }: vscode.Extension<unknown>): boolean =>
  (packageJSON as { activationEvents?: string[] }).activationEvents?.includes(
    'onStartupFinished',
  ) === true;

export const tests: Tests = {
  /** Code that was not loaded takes no time and watches nothing. */
  async 'in a folder without a table, a dataset or a run it is not even loaded'() {
    const { fsPath } = await writeInWorkspace('notes.jsonl', '{"a":1}\n');
    await vscode.window.showTextDocument(vscode.Uri.file(fsPath));
    await until('extensions that start last', () =>
      vscode.extensions.all.some((one) => startsLate(one) && one.isActive),
    );
    assert.equal(ours().isActive, false);
    assert.deepEqual(await vscode.workspace.findFiles('.cricket-lora/**'), []);
  },

  async 'it starts once its sidebar is opened'() {
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    await until('activation', () => ours().isActive);
  },
};
