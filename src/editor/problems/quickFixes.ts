import { inWords } from '../common/inWords.ts';
import { tableGlob } from '../../core/table/tableFiles.ts';
import * as vscode from 'vscode';
import { codeText, type DatasetProblems, repeatedRow, tellApartBy } from './datasetProblems.ts';

/** Quick fixes for defects of tables and datasets that have one right answer. */
export function registerQuickFixes(problems: DatasetProblems): vscode.Disposable {
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  const provider = {
    provideCodeActions: (
      document: vscode.TextDocument,
      _range: vscode.Range,
      { diagnostics }: vscode.CodeActionContext,
    ) =>
      diagnostics
        .filter(({ source }) => source === 'Cricket LoRA')
        .flatMap((diagnostic) => fixFor(document, diagnostic, problems) ?? []),
  };
  return vscode.Disposable.from(
    ...['**/questions.jsonl', tableGlob].map((pattern) =>
      vscode.languages.registerCodeActionsProvider({ scheme: 'file', pattern }, provider, kinds),
    ),
  );
}

function fixFor(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  problems: DatasetProblems,
): vscode.CodeAction | undefined {
  const code = codeText(diagnostic.code);
  if (code === repeatedRow)
    return replaceLine(document, diagnostic, vscode.l10n.t('Remove this row'), null);
  if (code.startsWith(tellApartBy)) return tellApart(document.uri, code.slice(tellApartBy.length));
  const fix = problems.fixOf(document.uri, diagnostic);
  return fix && replaceLine(document, diagnostic, inWords(fix.title), fix.replacement);
}

function replaceLine(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  title: string,
  replacement: string | null,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  const line = document.lineAt(diagnostic.range.start.line);
  action.edit = new vscode.WorkspaceEdit();
  if (replacement === null) action.edit.delete(document.uri, line.rangeIncludingLineBreak);
  else action.edit.replace(document.uri, line.range, replacement);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}

/** Names the column in the folder's settings. */
function tellApart(table: vscode.Uri, column: string): vscode.CodeAction {
  const title = vscode.l10n.t('Tell players of one name apart by {0}', column);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    title,
    command: 'cricketLora.tellApart',
    arguments: [table, column],
  };
  return action;
}
