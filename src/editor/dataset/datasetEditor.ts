import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type { DatasetRequests } from '../../core/pages/datasetMessages.ts';
import { servePage } from '../page/servePage.ts';
import { DatasetPage, type DatasetEditorParts } from './datasetPage.ts';
import { datasetName } from './findDatasets.ts';
import { datasetViewType } from './openDataset.ts';

/**
 * The dataset as a table: a custom editor of questions.jsonl over the document that its text editor shows,
 * too. It is an option beside the text, which the Testing view, the Problems view and searches lead to.
 */
export function registerDatasetEditor(parts: DatasetEditorParts): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(
    datasetViewType,
    {
      resolveCustomTextEditor: (document, panel) => {
        serve(document, panel, parts);
      },
    },
    { webviewOptions: { retainContextWhenHidden: false } },
  );
}

function serve(
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
  parts: DatasetEditorParts,
): void {
  const page = new DatasetPage(document, panel, parts);
  panel.onDidDispose(() => {
    page.dispose();
  });
  const answers: RequestHandlers<DatasetRequests> = page.answers;
  servePage(panel, parts.extensionUri, {
    name: 'dataset',
    title: datasetName(document.uri.fsPath),
    answers,
    onDidChange: page.onDidChange,
    onBug: parts.onBug,
  });
}
