import * as vscode from 'vscode';
import { click, texts } from './driver.ts';
import { closeEditors, until } from './session.ts';

/**
 * Trusts the open folder, as a person does in the editor for it. The profile keeps that for later windows.
 *
 * VS Code 1.139 loses the texts of empty views for good if a folder is trusted before it has shown them:
 * no person is that fast, so this waits for them.
 */
export async function trustFolder(): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  await vscode.commands.executeCommand('workbench.view.extension.cricketLora');
  await until(
    'the texts of empty views',
    async () => (await texts('.welcome-view-content .monaco-button')).length > 0,
    { seconds: 120 },
  );
  await vscode.commands.executeCommand('workbench.trust.manage');
  await until('the button that trusts the folder', async () => {
    await click('.workspace-trust-editor .workspace-trust-buttons-row .monaco-button');
    return true;
  });
  await until('the folder to be trusted', () => vscode.workspace.isTrusted);
  await closeEditors();
}
