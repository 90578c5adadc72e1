import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fileInFront } from '../common/fileInFront.ts';
import { isDatasetPath } from './findDatasets.ts';

/** The custom editor of package.json. */
export const datasetViewType = 'cricketLora.dataset';

/** VS Code refuses to show extensions a larger file. */
const largestDocument = 50 * 1024 * 1024;

/** Opens a dataset as a table, unless it is too large to be looked at. */
export async function showDataset(questions: vscode.Uri): Promise<void> {
  if ((await stat(questions.fsPath)).size > largestDocument) return;
  await vscode.commands.executeCommand('vscode.openWith', questions, datasetViewType);
}

/** The commands Open as Table and Open as Text: the same dataset in its other form. */
export async function openDatasetAs(form: 'table' | 'text', from: unknown): Promise<void> {
  const questions = from instanceof vscode.Uri ? from : fileInFront();
  if (questions === undefined || !isDatasetPath(questions.path)) return;
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const isThis = fileInFront()?.toString() === questions.toString();
  const viewType = form === 'table' ? datasetViewType : 'default';
  await vscode.commands.executeCommand('vscode.openWith', questions, viewType);
  // One tab in place of the other; of an unsaved one VS Code would ask.
  if (activeTab !== undefined && isThis && !activeTab.isDirty && !isInFront(activeTab))
    await vscode.window.tabGroups.close(activeTab, true);
}

/** It was open in this form already. */
const isInFront = (tab: vscode.Tab): boolean =>
  vscode.window.tabGroups.activeTabGroup.activeTab?.input === tab.input;
