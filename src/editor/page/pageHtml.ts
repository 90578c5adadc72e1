import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageTextsHtml, type PageTexts } from '../../core/pages/pageTexts.ts';

/** Folder of the built pages, the only one that pages may load from. */
export const pagesFolder = (extensionUri: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/** A page of webview/, named like its script. */
export type PageName = 'evaluation' | 'dataset' | 'preview' | 'run' | 'runs' | 'ask' | 'experiment';

/**
 * The HTML of a page. Only scripts with the nonce run, and nothing may be fetched. Style sheets
 * come from the extension; pages set sizes through the style object, and the toolkit uses
 * constructed style sheets, neither of which the policy restricts. The toolkit also writes one
 * empty style sheet to detect :focus-visible, with the nonce of the meta element.
 */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  name: PageName,
): string {
  const nonce = randomBytes(16).toString('base64');
  const texts = vscode.l10n.bundle as PageTexts | undefined;
  const uriOf = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(pagesFolder(extensionUri), file)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${texts === undefined ? 'en' : vscode.env.language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${name}</title>
    <link rel="stylesheet" href="${uriOf(`${name}.css`)}" />
  </head>
  <body>
    ${pageTextsHtml(texts)}
    <script nonce="${nonce}" src="${uriOf(`${name}.js`)}"></script>
  </body>
</html>`;
}
