import { inWords } from '../common/inWords.ts';
import { debounceByDocument } from '../common/debounceByDocument.ts';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { lintPhrasings, type PhrasingFix } from '../../core/dataset/lintPhrasings.ts';
import { codeText } from './datasetProblems.ts';

/** Milliseconds without an edit after which a text is checked. */
const settling = 300;

/** Defects of files of phrasings, in their places, with quick fixes where there is one right answer. */
export function registerPhrasingProblems(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('cricketLora.phrasings');
  /** By file and diagnostic, as `keyOf` names them. */
  const fixes = new Map<string, PhrasingFix>();
  const check = (document: vscode.TextDocument): void => {
    if (!isPhrasings(document)) return;
    const diagnostics = lintPhrasings(document.getText()).map((problem) => {
      const { start, end, message, severity, code, fix } = problem;
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const diagnostic = new vscode.Diagnostic(
        range,
        inWords(message),
        severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
      );
      diagnostic.source = 'Cricket LoRA';
      diagnostic.code = code;
      const key = keyOf(document.uri, diagnostic);
      if (fix === undefined) fixes.delete(key);
      else fixes.set(key, fix);
      return diagnostic;
    });
    collection.set(document.uri, diagnostics);
  };
  const checkSoon = debounceByDocument(settling, check);
  vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    collection,
    { dispose: checkSoon.cancel },
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isPhrasings(document)) checkSoon(document);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      collection.delete(uri);
    }),
    vscode.languages.registerCodeActionsProvider(
      { scheme: 'file', pattern: '**/*.json' },
      {
        provideCodeActions: (document, _range, { diagnostics }) =>
          diagnostics.flatMap((diagnostic) => {
            const fix = fixes.get(keyOf(document.uri, diagnostic));
            return fix === undefined ? [] : [actionOf(document, diagnostic, fix)];
          }),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

/** The file that the settings name, and any that is called so. */
function isPhrasings({ uri }: vscode.TextDocument): boolean {
  if (uri.scheme !== 'file' || !uri.path.endsWith('.json')) return false;
  if (/[./-]phrasings\.json$/.test(uri.path)) return true;
  const named = vscode.workspace.getConfiguration('cricketLora.dataset', uri).get('phrasings');
  if (typeof named !== 'string' || named === '') return false;
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
  return vscode.Uri.file(isAbsolute(named) ? named : join(folder, named)).fsPath === uri.fsPath;
}

const keyOf = (uri: vscode.Uri, { range, code }: vscode.Diagnostic): string =>
  [uri.toString(), range.start.line, range.start.character, codeText(code)].join('\n');

function actionOf(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { title, start, end, text }: PhrasingFix,
): vscode.CodeAction {
  const action = new vscode.CodeAction(inWords(title), vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  action.edit.replace(document.uri, range, text);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}
