import type * as vscode from 'vscode';
import { plainText } from '../../core/common/plainText.ts';
import { answerRequest } from '../../core/pages/answerRequest.ts';
import type { HostMessage } from '../../core/pages/evaluationMessages.ts';
import { pageHtml, pagesFolder, type PageName } from './pageHtml.ts';

interface Page {
  readonly name: PageName;
  readonly title: string;
  /** Handlers by request name. */
  readonly answers: Readonly<Record<string, (parameters: never) => unknown>>;
  /** Fires when the page's content has changed. */
  readonly onDidChange: vscode.Event<unknown>;
  readonly onBug: (error: unknown) => void;
}

/** Loads a panel's page and answers its requests until it is closed. */
export function servePage(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, page: Page): void {
  const post = (message: HostMessage): void => void panel.webview.postMessage(message);
  const owned = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      void answerRequest(message, page.answers, page.onBug).then((answer) => {
        if (answer !== undefined) post(answer);
      });
    }),
    page.onDidChange(() => {
      post({ type: 'changed' });
    }),
  ];
  panel.onDidDispose(() => {
    for (const one of owned) one.dispose();
  });
  panel.title = plainText(page.title, 200);
  panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
  panel.webview.html = pageHtml(panel.webview, extensionUri, page);
}
