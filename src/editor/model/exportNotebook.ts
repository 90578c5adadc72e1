import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { resolveBase } from '../../host/base/resolveBase.ts';
import { readFocus } from '../../host/evaluation/focus.ts';
import { exportNotebook } from '../../host/notebook/exportNotebook.ts';
import { showInformation } from '../common/say.ts';
import { isTrustedFor } from '../common/trust.ts';
import { runsFolderOf, workspaceFolderOf } from '../common/workspaceFolder.ts';
import { chooseDataset } from '../dataset/chooseDataset.ts';
import { readProbes } from '../settings/probes.ts';
import { readSettings } from '../settings/settings.ts';

/**
 * The command Export as Notebook: writes a notebook that trains in Colab, Kaggle or anywhere else, with
 * the recipe and base that Train would use.
 *
 * @returns the notebook, or undefined when a dialog was dismissed
 */
export async function exportNotebookCommand(from: unknown): Promise<vscode.Uri | undefined> {
  if (!(await isTrustedFor(vscode.l10n.t('Exporting')))) return undefined;
  const questions = await chooseDataset(from, {
    title: vscode.l10n.t('Export as Notebook'),
    placeHolder: vscode.l10n.t('Dataset to train on'),
  });
  if (questions === undefined) return undefined;
  const folder = await workspaceFolderOf(questions);
  if (folder === undefined) return undefined;
  const settings = readSettings(questions);
  const base = await resolveBase(settings.base, folder.uri.fsPath);
  const focus = await readFocus(questions.fsPath);
  const { recipe } = resolveRecipe(settings.preset, { ...settings.overrides, ...focus?.shape });
  const dataset = dirname(questions.fsPath);
  const path = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export as Notebook'),
    defaultUri: vscode.Uri.file(`${dataset.replace(/\.dataset$/, '')}.ipynb`),
    filters: { Notebook: ['ipynb'] },
  });
  if (path === undefined) return undefined;
  await exportNotebook({
    runsFolder: runsFolderOf(folder),
    questionsPath: questions.fsPath,
    recipe,
    base,
    path: path.fsPath,
    probes: readProbes(questions),
    adapter: focus?.base === base.base ? focus.adapter : undefined,
  });
  void tell(path);
  return path;
}

async function tell(path: vscode.Uri): Promise<void> {
  const reveal = vscode.l10n.t('Open Folder');
  const message = vscode.l10n.t(
    '{0} holds the questions, the recipe and the trainer. Run it in Colab or Kaggle with a GPU, download the zip of its last cell, and use Import Run.',
    basename(path.path),
  );
  if ((await showInformation(message, reveal)) === reveal) {
    await vscode.commands.executeCommand('revealFileInOS', path);
  }
}
