import * as vscode from 'vscode';
import { click } from './driver.ts';
import { closeEditors, until } from './session.ts';

/** Trusts the open folder, as a person does in the editor for it. The profile keeps that for later windows. */
export async function trustFolder(): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  await vscode.commands.executeCommand('workbench.trust.manage');
  await until('the button that trusts the folder', async () => {
    await click('.workspace-trust-editor .workspace-trust-buttons-row .monaco-button');
    return true;
  });
  await until('the folder to be trusted', () => vscode.workspace.isTrusted);
  await closeEditors();
}
