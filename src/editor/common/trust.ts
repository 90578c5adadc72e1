import * as vscode from 'vscode';
import { showWarning } from './say.ts';

/**
 * True when the workspace may start programs; otherwise explains why not and offers to change it.
 */
export async function isTrustedFor(what: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const choice = await showWarning(
    vscode.l10n.t(
      '{0} runs programs that this folder’s settings choose, and the folder is not trusted.',
      what,
    ),
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Resolves when the workspace is trusted. */
export async function trusted(signal: AbortSignal | undefined): Promise<void> {
  if (vscode.workspace.isTrusted) return;
  await new Promise<void>((resolve) => {
    const granted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      granted.dispose();
      resolve();
    });
    signal?.addEventListener('abort', () => {
      granted.dispose();
      resolve();
    });
  });
  signal?.throwIfAborted();
}
