import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folder of the built pages, the only one a page may load from. */
export const pagesFolder = (extensionUri: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/**
 * The HTML of the evaluation page. Scripts run by nonce only and nothing may be fetched. Style sheets
 * come from the extension; the page sets sizes through the style object, which needs no permission, and
 * the toolkit's styles are constructed sheets, which need none either. One sheet it writes, empty, to
 * find out whether the browser knows :focus-visible, under the nonce of the meta element.
 */
export function evaluationHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const uriOf = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extensionUri), file)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Evaluation</title>
    <link rel="stylesheet" href="${uriOf('evaluation.css')}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${uriOf('evaluation.js')}"></script>
  </body>
</html>`;
}
