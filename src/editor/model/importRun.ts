import { basename } from 'node:path';
import * as vscode from 'vscode';
import { importRun } from '../../host/notebook/importRun.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { withProgress } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { runsFolderOf, workspaceFolderOf } from '../common/workspaceFolder.ts';
import type { RunParts } from '../run/runParts.ts';

/**
 * The command Import Run: brings home what a notebook has trained, checked, and shows its evaluation.
 *
 * @returns the run folder, or undefined when a dialog was dismissed
 */
export async function importRunCommand(
  from: unknown,
  { runs }: Pick<RunParts, 'runs'>,
): Promise<string | undefined> {
  if (!(await isTrustedFor(vscode.l10n.t('Importing a run')))) return undefined;
  const zip = from instanceof vscode.Uri ? from : await pickFile();
  if (zip === undefined) return undefined;
  const folder = await workspaceFolderOf();
  if (folder === undefined) return undefined;
  const run = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Importing {0}', basename(zip.path)),
      cancellable: true,
    },
    (_, token) => importRun(zip.fsPath, runsFolderOf(folder), { signal: abortSignalOf(token) }),
  );
  await runs.adopt(run);
  await vscode.commands.executeCommand('cricketLora.showEvaluation', run);
  await runs.scored(run);
  return run;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Run'),
      openLabel: vscode.l10n.t('Import'),
      filters: { [vscode.l10n.t('Results of a notebook')]: ['zip'] },
    })) ?? [];
  return picked;
}
