import { inWords } from '../common/inWords.ts';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../common/counted.ts';
import { exportForms, exportFormTitles, exportParts } from '../../core/dataset/exportedQuestion.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import { reportProgress } from '../common/reportProgress.ts';
import { showInformation, withProgress } from '../common/say.ts';
import { chooseDataset } from './chooseDataset.ts';

/**
 * The command Export Dataset: writes questions as other trainers read them.
 *
 * @returns the folder, or undefined when the person left a picker
 */
export async function exportDatasetCommand(from: unknown): Promise<vscode.Uri | undefined> {
  const questions = await chooseDataset(from, {
    title: vscode.l10n.t('Export Dataset'),
    placeHolder: vscode.l10n.t('Dataset to export'),
  });
  if (questions === undefined) return undefined;
  const picked = await vscode.window.showQuickPick(
    exportForms.map((form) => ({ label: form, detail: inWords(exportFormTitles[form]), form })),
    { title: vscode.l10n.t('Export Dataset'), placeHolder: vscode.l10n.t('Form of the questions') },
  );
  if (picked === undefined) return undefined;
  const { folder, records } = await withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting {0}', basename(dirname(questions.fsPath))),
      cancellable: true,
    },
    (progress, token) =>
      runInThread('export', {
        path: questions.fsPath,
        form: picked.form,
        signal: abortSignalOf(token),
        onProgress: reportProgress(progress),
      }),
  );
  const uri = vscode.Uri.file(folder);
  const reveal = vscode.l10n.t('Show Folder');
  const made = exportParts.flatMap((part) =>
    records[part] === undefined ? [] : [`${part}.jsonl: ${counted(records[part], 'record')}`],
  );
  void showInformation(
    vscode.l10n.t('Exported to {0}: {1}.', basename(folder), made.join(', ')),
    reveal,
  ).then(async (choice) => {
    if (choice === reveal) await vscode.commands.executeCommand('revealInExplorer', uri);
  });
  return uri;
}
