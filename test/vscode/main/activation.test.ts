import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';

export const tests: Tests = {
  async 'the workbench shows'() {
    assert.ok(vscode.workspace.workspaceFolders);
    await screenshot('x');
    console.log(await texts('.statusbar-item'));
  },
};
