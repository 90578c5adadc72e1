import { say, spoken, type Text } from '../../core/common/sentence.ts';
import { inWords } from '../common/inWords.ts';
import { debounceByDocument } from '../common/debounceByDocument.ts';
import * as vscode from 'vscode';
import type { LintProblem } from '../../core/dataset/lintQuestions.ts';
import type { DatasetMeta } from '../../core/dataset/generateQuestions.ts';
import { resolveRecipe } from '../../core/recipe/resolveRecipe.ts';
import { resolveBase } from '../../host/base/resolveBase.ts';
import { runInThread } from '../../host/threads/datasetThread.ts';
import type { LintRequest } from '../../host/dataset/lintDataset.ts';
import { readSettings } from '../settings/settings.ts';

/** VS Code silently drops diagnostics beyond this many per file. */
const diagnosticLimit = 1000;

/** Milliseconds without an edit after which a text is checked. */
const settling = 300;

/** Codes of diagnostics that have one remedy. */
export const repeatedRow = 'repeated-row';
/** Followed by the column that tells the rows apart. */
export const tellApartBy = 'tell apart by ';

/** Defects of tables and datasets, on their lines. Misses of a model are no defects. */
export class DatasetProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cricketLora');
  readonly #subscription: vscode.Disposable;
  /** By file: the look at it that is going on. */
  readonly #looking = new Map<string, AbortController>();
  /** By file: what is right instead, by line and code. */
  readonly #fixes = new Map<string, ReadonlyMap<string, LintProblem['fix']>>();

  constructor() {
    const check = (document: vscode.TextDocument): void => {
      if (!isQuestions(document)) return;
      // Ignore read errors here; whatever uses the file reports them.
      this.#lint(document.uri, document.getText()).catch(() => undefined);
    };
    const checkSoon = debounceByDocument(settling, check);
    this.#subscription = vscode.Disposable.from(
      { dispose: checkSoon.cancel },
      vscode.workspace.onDidOpenTextDocument(check),
      // Typed, or changed on the disk.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isQuestions(document)) checkSoon(document);
      }),
    );
    vscode.workspace.textDocuments.forEach(check);
  }

  /** What was left out of a table, and what looks wrong in it. */
  ofTable(
    table: vscode.Uri,
    { skipped, warnings }: Pick<DatasetMeta, 'skipped' | 'warnings'>,
  ): void {
    const named = (column: string | undefined, text: Text): string =>
      inWords(column === undefined ? text : say('{0}: {1}', column, text));
    this.#set(table, [
      ...skipped.map(({ line, column, reason }) => ({
        line,
        message: named(column, reason),
        severity: vscode.DiagnosticSeverity.Warning,
        code: spoken(reason).startsWith('repeats the row') ? repeatedRow : 'left-out',
      })),
      ...warnings.map(({ line = 1, column, message, tellApart }) => ({
        line,
        message: named(column, message),
        severity: vscode.DiagnosticSeverity.Information,
        code: tellApart === undefined ? 'doubtful' : `${tellApartBy}${tellApart[0] ?? ''}`,
      })),
    ]);
  }

  /** What is amiss with a questions.jsonl. */
  async ofQuestions(uri: vscode.Uri): Promise<void> {
    await this.#lint(uri, undefined);
  }

  /** What is right instead of what a diagnostic of ours complains of, where there is one answer. */
  fixOf(uri: vscode.Uri, { range, code }: vscode.Diagnostic): LintProblem['fix'] {
    return this.#fixes.get(uri.toString())?.get(`${range.start.line + 1}/${codeText(code)}`);
  }

  clear(uri: vscode.Uri): void {
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }

  /** @param text What stands in the editor; what is on the disk when absent. */
  async #lint(uri: vscode.Uri, text: string | undefined): Promise<void> {
    const key = uri.toString();
    this.#looking.get(key)?.abort();
    const looking = new AbortController();
    this.#looking.set(key, looking);
    const { signal } = looking;
    const limits = await limitsFor(uri);
    const problems = await runInThread('lint', { path: uri.fsPath, text, ...limits, signal });
    if (signal.aborted) return;
    this.#looking.delete(key);
    this.#fixes.set(
      uri.toString(),
      new Map(problems.map(({ line, code, fix }) => [`${line}/${code}`, fix])),
    );
    this.#set(
      uri,
      problems.map(({ line, message, code, severity }) => ({
        line,
        message: inWords(message),
        code,
        severity:
          severity === 'error'
            ? vscode.DiagnosticSeverity.Error
            : vscode.DiagnosticSeverity.Warning,
      })),
    );
  }

  #set(uri: vscode.Uri, found: readonly Found[]): void {
    const shown = found.slice(0, diagnosticLimit);
    const diagnostics = shown.map(({ line, message, severity, code }) => {
      const range = new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
      const diagnostic = new vscode.Diagnostic(range, message, severity);
      diagnostic.source = 'Cricket LoRA';
      if (code !== undefined) diagnostic.code = code;
      return diagnostic;
    });
    this.#collection.set(uri, diagnostics);
  }
}

/** A diagnostic's code; ours are all texts. */
export const codeText = (code: vscode.Diagnostic['code']): string =>
  typeof code === 'object' ? String(code.value) : String(code);

interface Found {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  readonly severity: vscode.DiagnosticSeverity;
  readonly code?: string;
}

/** What a base allows of answers, as far as it is known here. */
export async function limitsFor(
  uri: vscode.Uri,
): Promise<Pick<LintRequest, 'base' | 'maxAnswerTokens'>> {
  const { base, preset, overrides } = readSettings(uri);
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
  try {
    const { recipe } = resolveRecipe(preset, overrides);
    return { base: await resolveBase(base, folder), maxAnswerTokens: recipe.maxAnswerTokens };
  } catch {
    // Problems of base or recipe are reported when training starts.
    return {};
  }
}

const isQuestions = ({ uri }: vscode.TextDocument): boolean =>
  uri.scheme === 'file' && uri.path.endsWith('.dataset/questions.jsonl');
