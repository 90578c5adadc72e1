import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { anyRun, chooseRun } from './chooseRun.ts';
import type { RunParts } from './runParts.ts';

/** The command Open Run Folder: reveals a run's folder in the system's file manager. */
export async function openRunFolder(from: unknown, { runs }: RunParts): Promise<void> {
  const run = await chooseRun(runs, from, { title: vscode.l10n.t('Open Run Folder'), ...anyRun() });
  if (run === undefined) return;
  await vscode.commands.executeCommand(revealCommand(), vscode.Uri.file(run.folder));
}

/** In a browser or over a remote connection there is no file manager: the explorer has to do. */
export function revealCommand(): 'revealInExplorer' | 'revealFileInOS' {
  const isRemote = vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
  return isRemote ? 'revealInExplorer' : 'revealFileInOS';
}

/** The command Show Log: opens the trainer.log of a run, or without one the extension's log. */
export async function showLog(from: unknown, { runs, log }: RunParts): Promise<void> {
  const run =
    from === undefined
      ? undefined
      : await chooseRun(runs, from, { title: vscode.l10n.t('Show Log'), ...anyRun() });
  const path = run && join(run.folder, 'trainer.log');
  if (path === undefined || !existsSync(path)) log.show();
  else await vscode.window.showTextDocument(vscode.Uri.file(path));
}
