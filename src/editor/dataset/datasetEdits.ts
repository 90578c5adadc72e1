import * as vscode from 'vscode';
import { idIn } from '../../core/dataset/questionIds.ts';
import {
  addedLine,
  editedLine,
  phrasingLine,
  type EditedTexts,
} from '../../core/pages/editLine.ts';
import type { LinePlace } from '../../core/pages/datasetMessages.ts';
import { UserError } from '../../core/common/userError.ts';

/**
 * Changes of a questions.jsonl that the table asks for, as edits of its text: undo, diagnostics and saving
 * are VS Code's own.
 *
 * @throws UserError (all of them) when the line is gone or would be no question
 */
export const editQuestion = (
  document: vscode.TextDocument,
  place: LinePlace,
  texts: EditedTexts,
): Promise<void> =>
  apply((edit) => {
    const line = document.lineAt(lineOf(document, place));
    edit.replace(document.uri, line.range, editedLine(line.text, texts));
  });

export const excludeLine = (document: vscode.TextDocument, place: LinePlace): Promise<void> =>
  apply((edit) => {
    const line = lineOf(document, place);
    edit.delete(document.uri, document.lineAt(line).rangeIncludingLineBreak);
  });

/** @param last the last phrasing of the fact, after which it comes */
export const addPhrasing = (
  document: vscode.TextDocument,
  last: LinePlace,
  phrasing: EditedTexts & { readonly id: string; readonly phrasing: number },
): Promise<void> =>
  apply((edit) => {
    const { text, range } = document.lineAt(lineOf(document, last));
    edit.insert(document.uri, range.end, `\n${phrasingLine(text, phrasing)}`);
  });

/** Adds a question that is about nothing but itself at the end. */
export const addQuestion = (
  document: vscode.TextDocument,
  id: string,
  texts: EditedTexts,
): Promise<void> =>
  apply((edit) => {
    const { text, range } = document.lineAt(document.lineCount - 1);
    edit.insert(document.uri, range.end, `${text === '' ? '' : '\n'}${addedLine(id, texts)}\n`);
  });

export const replaceLine = (
  document: vscode.TextDocument,
  place: LinePlace,
  text: string,
): Promise<void> =>
  apply((edit) => {
    edit.replace(document.uri, document.lineAt(lineOf(document, place)).range, text);
  });

/** Where a question stands now: lines may have moved since they were drawn. */
export function lineOf(document: vscode.TextDocument, { line, id }: LinePlace): number {
  const idAt = (at: number): string | undefined =>
    at < document.lineCount ? idIn(document.lineAt(at).text) : undefined;
  const known = idAt(line);
  if (known === id || (known === undefined && id === `line ${line}`)) return line;
  for (let at = 0; at < document.lineCount; at += 1) if (idAt(at) === id) return at;
  throw new UserError(vscode.l10n.t('This question is no longer in the dataset.'));
}

async function apply(change: (edit: vscode.WorkspaceEdit) => void): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  change(edit);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new UserError(
      vscode.l10n.t('questions.jsonl could not be edited. Is it open elsewhere, or read-only?'),
    );
}
