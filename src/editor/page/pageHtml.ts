import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** Folder of the built pages, the only one a page may load from. */
export const pagesFolder = (extensionUri: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/** A page of webview/, by the name of its script. */
export type PageName = 'evaluation' | 'preview' | 'run' | 'runs' | 'ask';

/**
 * The HTML of a page. Scripts run by nonce only and nothing may be fetched. Style sheets come from the
 * extension; a page sets sizes through the style object, which needs no permission, and the toolkit's
 * styles are constructed sheets, which need none either. One sheet it writes, empty, to find out whether
 * the browser knows :focus-visible, under the nonce of the meta element.
 */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { name, title }: { readonly name: PageName; readonly title: string },
): string {
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
    <title>${title}</title>
    <link rel="stylesheet" href="${uriOf(`${name}.css`)}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${uriOf(`${name}.js`)}"></script>
  </body>
</html>`;
}
