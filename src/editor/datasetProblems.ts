import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { parseQuestions } from '../core/questionsFile.ts';
import type { DatasetMeta } from '../core/questions.ts';

/** VS Code shows so many diagnostics a file and drops the rest without a word. */
const diagnosticLimit = 1000;

/** Defects of tables and datasets, on their lines. Misses of a model are no defects. */
export class DatasetProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cricketLora');
  readonly #subscription: vscode.Disposable;

  constructor() {
    const check = (document: vscode.TextDocument): void => {
      if (isQuestions(document)) this.#setQuestions(document.uri, document.getText());
    };
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidSaveTextDocument(check),
    );
    vscode.workspace.textDocuments.forEach(check);
  }

  /** What was left out of a table, and what looks wrong in it. */
  ofTable(
    table: vscode.Uri,
    { skipped, warnings }: Pick<DatasetMeta, 'skipped' | 'warnings'>,
  ): void {
    const named = (column: string | undefined, text: string): string =>
      column === undefined ? text : `${column}: ${text}`;
    this.#set(table, [
      ...skipped.map(({ line, column, reason }) => ({
        line,
        message: named(column, reason),
        severity: vscode.DiagnosticSeverity.Warning,
      })),
      ...warnings.map(({ line = 1, column, message }) => ({
        line,
        message: named(column, message),
        severity: vscode.DiagnosticSeverity.Information,
      })),
    ]);
  }

  /** Lines of a questions.jsonl that cannot be used. */
  async ofQuestions(uri: vscode.Uri): Promise<void> {
    this.#setQuestions(uri, await readFile(uri.fsPath, 'utf8'));
  }

  clear(uri: vscode.Uri): void {
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }

  #setQuestions(uri: vscode.Uri, text: string): void {
    this.#set(
      uri,
      parseQuestions(text).problems.map(({ line, message }) => ({
        line,
        message,
        severity: vscode.DiagnosticSeverity.Error,
      })),
    );
  }

  #set(
    uri: vscode.Uri,
    found: readonly { line: number; message: string; severity: vscode.DiagnosticSeverity }[],
  ): void {
    const diagnostics = found.slice(0, diagnosticLimit).map(({ line, message, severity }) => {
      const range = new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
      const diagnostic = new vscode.Diagnostic(range, message, severity);
      diagnostic.source = 'Cricket LoRA';
      return diagnostic;
    });
    this.#collection.set(uri, diagnostics);
  }
}

const isQuestions = ({ uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'file' && uri.path.endsWith('.dataset/questions.jsonl');
