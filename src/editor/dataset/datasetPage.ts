import { inWords } from '../common/inWords.ts';
import * as vscode from 'vscode';
import { debounce } from '../../core/common/debounce.ts';
import { UserError } from '../../core/common/userError.ts';
import type { EarlierOutput } from '../../core/pages/evaluationMessages.ts';
import { longestDetail } from '../../core/pages/evaluationMessages.ts';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type {
  DatasetCounts,
  DatasetDetails,
  DatasetRequests,
  LinePlace,
  ProblemSeverity,
  RenderedPrompt,
} from '../../core/pages/datasetMessages.ts';
import { DatasetTableThread } from '../../host/threads/datasetTableThread.ts';
import type { DatasetProblems } from '../problems/datasetProblems.ts';
import type { PromptRenderers } from '../prompt/promptRenderers.ts';
import { readSkewLimit } from '../settings/skewLimit.ts';
import {
  addPhrasing,
  addQuestion,
  editQuestion,
  excludeLine,
  lineOf,
  replaceLine,
} from './datasetEdits.ts';
import { datasetName } from './findDatasets.ts';
import type { GeneratedDatasets } from './generatedDatasets.ts';

export interface DatasetEditorParts {
  readonly extensionUri: vscode.Uri;
  readonly problems: DatasetProblems;
  readonly prompts: PromptRenderers;
  readonly generated: GeneratedDatasets;
  readonly answers: DatasetAnswers;
  readonly onBug: (error: unknown) => void;
}

/** What runs answered to a dataset. */
export interface DatasetAnswers {
  /** Fires when another run may be the newest. */
  readonly onDidChange: vscode.Event<unknown>;
  readonly latestOf: (
    questionsPath: string,
  ) => { readonly folder: string; readonly label: string } | undefined;
  readonly outputsFor: (questionsPath: string, id: string) => Promise<readonly EarlierOutput[]>;
}

/** Milliseconds without an edit after which the text is read again. */
const settling = 100;

/** One dataset's table. A thread holds it; this keeps the thread up to date, and edits the text. */
export class DatasetPage implements vscode.Disposable {
  readonly #document: vscode.TextDocument;
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: DatasetEditorParts;
  readonly #thread = new DatasetTableThread();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #owned: vscode.Disposable;
  /** What was read last, or is being read. */
  #counts: Promise<DatasetCounts>;

  readonly onDidChange = this.#changed.event;

  constructor(
    document: vscode.TextDocument,
    panel: vscode.WebviewPanel,
    parts: DatasetEditorParts,
  ) {
    this.#document = document;
    this.#panel = panel;
    this.#parts = parts;
    const { answers, generated } = parts;
    this.#counts = this.#read();
    const readSoon = debounce(settling, () => {
      this.#show(this.#read());
    });
    this.#owned = vscode.Disposable.from(
      this.#changed,
      this.#thread,
      { dispose: readSoon.cancel },
      vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
        if (changed === document && contentChanges.length > 0) readSoon();
      }),
      answers.onDidChange(() => {
        this.#show(this.#readAnswers());
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === document.uri.toString()))
          this.#show(this.#withProblems(this.#counts));
      }),
      generated.onDidChange((uri) => {
        if (uri.toString() === document.uri.toString()) this.#changed.fire(undefined);
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  readonly answers: RequestHandlers<DatasetRequests> = {
    open: async () => {
      const { fsPath } = this.#document.uri;
      const run = this.#parts.answers.latestOf(fsPath);
      return {
        ...(await this.#counts),
        name: datasetName(fsPath),
        isLocked: this.#isLocked,
        ...(run && { run: run.label }),
      };
    },
    rows: (wanted) => this.#thread.ask('rows', wanted),
    details: (place) => this.#details(place),
    edit: (asked) => this.#edit(() => editQuestion(this.#document, asked, asked)),
    add: ({ beside, ...texts }) => this.#edit(() => this.#add(beside, texts)),
    exclude: (place) => this.#edit(() => excludeLine(this.#document, place)),
    fix: (asked) => this.#edit(() => this.#fix(asked)),
    unlock: async () => {
      this.#panel.reveal();
      await this.#parts.generated.edit();
      return null;
    },
    openLine: async (place) => {
      const at = new vscode.Position(lineOf(this.#document, place), 0);
      const { One, Beside } = vscode.ViewColumn;
      await vscode.window.showTextDocument(this.#document, {
        selection: new vscode.Range(at, at),
        viewColumn: this.#panel.viewColumn === One ? Beside : One,
        preserveFocus: true,
      });
      return null;
    },
    showEvaluation: async ({ fact }) => {
      const run = this.#parts.answers.latestOf(this.#document.uri.fsPath);
      if (run !== undefined)
        await vscode.commands.executeCommand('cricketLora.showEvaluation', {
          folder: run.folder,
          fact,
        });
      return null;
    },
  };

  get #isLocked(): boolean {
    return this.#parts.generated.isLocked(this.#document.uri);
  }

  async #read(): Promise<DatasetCounts> {
    await this.#thread.ask('read', this.#document.getText());
    await this.#readProblems();
    return this.#readAnswers();
  }

  #readAnswers(): Promise<DatasetCounts> {
    const { uri } = this.#document;
    const run = this.#parts.answers.latestOf(uri.fsPath);
    return this.#thread.ask(
      'answered',
      run === undefined ? null : { runFolder: run.folder, skewLimit: readSkewLimit(uri) },
    );
  }

  async #readProblems(): Promise<void> {
    const worst = new Map<number, ProblemSeverity>();
    for (const { range, severity } of this.#problems()) {
      const { line } = range.start;
      if (worst.get(line) !== 'error') worst.set(line, severityOf(severity));
    }
    await this.#thread.ask('problems', [...worst]);
  }

  async #withProblems(counts: Promise<DatasetCounts>): Promise<DatasetCounts> {
    await this.#readProblems();
    return counts;
  }

  #show(counts: Promise<DatasetCounts>): void {
    this.#counts = counts;
    counts.then(
      () => {
        this.#changed.fire(undefined);
      },
      // A request for the counts rejects with the error: it is reported there.
      () => undefined,
    );
  }

  #problems(line?: number): vscode.Diagnostic[] {
    return vscode.languages
      .getDiagnostics(this.#document.uri)
      .filter(({ range }) => line === undefined || range.start.line === line);
  }

  async #details(place: LinePlace): Promise<DatasetDetails | null> {
    const { uri } = this.#document;
    const found = await this.#thread.ask('details', place);
    if (found === undefined) return null;
    const { line, id, kind } = found.row;
    const [prompt, history] =
      kind === 'broken'
        ? [undefined, []]
        : await Promise.all([this.#render(line), this.#parts.answers.outputsFor(uri.fsPath, id)]);
    return {
      ...found,
      history,
      ...(prompt && { prompt }),
      problems: this.#problems(line).map((diagnostic) => {
        const fix = this.#parts.problems.fixOf(uri, diagnostic);
        return {
          severity: severityOf(diagnostic.severity),
          message: diagnostic.message,
          ...(fix && { fix: inWords(fix.title) }),
        };
      }),
    };
  }

  async #render(line: number): Promise<RenderedPrompt | undefined> {
    if (line >= this.#document.lineCount) return undefined;
    const { text } = this.#document.lineAt(line);
    const rendered = await this.#parts.prompts.render(this.#document, text);
    return (
      rendered && {
        text: rendered.prompt.slice(0, longestDetail),
        tokens: rendered.promptTokens,
        answer: rendered.trained,
        comesBack: rendered.comesBack,
      }
    );
  }

  /** Nothing is changed in a dataset that opened read-only. */
  async #edit(change: () => Promise<void>): Promise<null> {
    if (this.#isLocked)
      throw new UserError(vscode.l10n.t('This dataset is read-only. Choose Edit Questions.'));
    await change();
    return null;
  }

  async #add(
    beside: LinePlace | null,
    texts: { readonly question: string; readonly golden: string },
  ): Promise<void> {
    const found = beside && (await this.#thread.ask('details', beside));
    const last = found?.phrasings.at(-1);
    if (found === null || found === undefined || last === undefined) {
      const id = await this.#thread.ask('freeId', 'added-');
      await addQuestion(this.#document, id, texts);
      return;
    }
    const id = await this.#thread.ask('freeId', `${last.fact}/`);
    const phrasing = 1 + Math.max(...found.phrasings.map((one) => one.phrasing));
    await addPhrasing(this.#document, last, { id, phrasing, ...texts });
  }

  async #fix({ message, ...place }: LinePlace & { readonly message: string }): Promise<void> {
    const problem = this.#problems(lineOf(this.#document, place)).find(
      (one) => one.message === message,
    );
    const fix = problem && this.#parts.problems.fixOf(this.#document.uri, problem);
    if (fix === undefined) throw new UserError(vscode.l10n.t('This problem is no longer there.'));
    if (fix.replacement === null) await excludeLine(this.#document, place);
    else await replaceLine(this.#document, place, fix.replacement);
  }
}

const severityOf = (severity: vscode.DiagnosticSeverity): ProblemSeverity =>
  severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning';
