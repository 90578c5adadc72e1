import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { chooseRun } from './chooseRun.ts';
import type { RunParts } from './runParts.ts';

const noRun = (): UserError =>
  new UserError(vscode.l10n.t('There is no run yet. Train one.'), 'train');

/** The command Open Run Folder: reveals a run's folder in the system's file manager. */
export async function openRunFolder(from: unknown, { runs }: RunParts): Promise<void> {
  const run = await chooseRun(runs, from, {
    title: vscode.l10n.t('Open Run Folder'),
    fits: () => true,
    otherwise: noRun(),
  });
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
      : await chooseRun(runs, from, {
          title: vscode.l10n.t('Show Log'),
          fits: () => true,
          otherwise: noRun(),
        });
  const path = run && join(run.folder, 'trainer.log');
  if (path === undefined || !existsSync(path)) log.show();
  else await vscode.window.showTextDocument(vscode.Uri.file(path));
}
