import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { screenshot, texts } from '../driver.ts';
import type { Tests } from '../index.ts';
import { until } from '../session.ts';

export const tests: Tests = {
  async 'activates and registers every command of its manifest'() {
    const extension = vscode.extensions.getExtension('cricket-lora.cricket-lora');
    assert.ok(extension);
    await extension.activate();
    const manifest = extension.packageJSON as {
      contributes: { commands: readonly { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands());
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  },

  async 'its empty sidebar leads to the first step'() {
    await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
    const buttons = await until('welcome buttons', async () => {
      const found = await texts('.welcome-view-content .monaco-button');
      return found.length > 0 && found;
    });
    assert.ok(
      buttons.some((text) => text.includes('Try It')),
      buttons.join(', '),
    );
    const links = await texts('.welcome-view-content a:not(.monaco-button)');
    assert.ok(
      links.some((text) => text.includes('generate a dataset')),
      links.join(', '),
    );
    await screenshot('sidebar-empty');
  },
};
