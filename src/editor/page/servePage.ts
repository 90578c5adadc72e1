import type * as vscode from 'vscode';
import { plainText } from '../../core/common/plainText.ts';
import { answerRequest } from '../../core/pages/answerRequest.ts';
import type { HostMessage } from '../../core/pages/evaluationMessages.ts';
import { pageHtml, pagesFolder, type PageName } from './pageHtml.ts';

interface Page {
  readonly name: PageName;
  /** Of the tab; a function is asked again whenever `onDidRename` fires. */
  readonly title: string | (() => string);
  readonly onDidRename?: vscode.Event<unknown>;
  /** Handlers by request name. */
  readonly answers: Readonly<Record<string, (parameters: never) => unknown>>;
  /** Fires when the page's content has changed. */
  readonly onDidChange?: vscode.Event<unknown>;
  /** Called after each answer. */
  readonly onAnswered?: () => void;
  readonly onBug: (error: unknown) => void;
}

/**
 * Loads a panel's page and answers its requests until it is closed.
 *
 * @returns posts a message to the page, unless it has been closed
 */
export function servePage(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  page: Page,
): (message: HostMessage) => void {
  let isClosed = false;
  const post = (message: HostMessage): void => {
    if (isClosed) return;
    panel.webview.postMessage(message).then(undefined, (error: unknown) => {
      if (!isClosed) page.onBug(error);
    });
  };
  const owned = [
    panel.webview.onDidReceiveMessage((message: unknown) => {
      void answerRequest(message, page.answers, page.onBug).then((answer) => {
        if (answer !== undefined) post(answer);
        page.onAnswered?.();
      });
    }),
    page.onDidChange?.(() => {
      post({ type: 'changed' });
    }),
    page.onDidRename?.(() => {
      const title = titleOf(page);
      if (panel.title !== title) panel.title = title;
    }),
  ];
  panel.onDidDispose(() => {
    isClosed = true;
    for (const one of owned) one?.dispose();
  });
  panel.title = titleOf(page);
  panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
  panel.webview.html = pageHtml(panel.webview, extensionUri, page.name);
  return post;
}

const titleOf = ({ title }: Page): string =>
  plainText(typeof title === 'string' ? title : title(), 200);
