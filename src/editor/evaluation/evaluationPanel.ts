import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import { fileEndings } from '../../core/pages/exportRows.ts';
import type {
  EarlierOutput,
  HostMessage,
  OtherRun,
  PageState,
  QuestionPlace,
  EvaluationRequests,
} from '../../core/pages/evaluationMessages.ts';
import type { AnswerEffort } from '../../core/run/answerEffort.ts';
import type { Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { predictionsName } from '../../host/run/runFiles.ts';
import { EvaluationThread } from '../../host/threads/evaluationThread.ts';
import { debounce } from '../../core/common/debounce.ts';
import { Panels, runFolderIn } from '../page/panels.ts';
import { servePage } from '../page/servePage.ts';
import { readSkewLimit } from '../settings/skewLimit.ts';

/** Events of a panel that the rest of the editor handles. */
export interface EvaluationPanelEvents {
  /**
   * A row was opened: the folder of its run, its question, and an editor column that leaves the
   * table visible.
   */
  readonly onOpenQuestion: (runFolder: string, id: string, column: vscode.ViewColumn) => unknown;
  /** A row was opened at its cell in the table. */
  readonly onOpenCell: (
    runFolder: string,
    question: Question,
    column: vscode.ViewColumn,
  ) => unknown;
  /** The model of a run is to be asked this question. */
  readonly onAsk: (runFolder: string, question: Question) => unknown;
  /** What other runs of the same dataset answered to a question, newest first. */
  readonly historyOf: (runFolder: string, id: string) => Promise<readonly EarlierOutput[]>;
  /** A run was evaluated, and its totals written. */
  readonly onEvaluated: (runFolder: string) => unknown;
  /** The other evaluated runs, newest first. */
  readonly otherRuns: (runFolder: string) => readonly OtherRun[];
  /** What a run is called, which may change. */
  readonly nameOf: (runFolder: string) => string;
  readonly onDidRename: vscode.Event<unknown>;
  /** What the answers of a run took, where that is known. */
  readonly effortOf: (runFolder: string) => AnswerEffort | undefined;
  /** Reports a bug, to be logged. */
  readonly onBug: (error: unknown) => void;
}

/** Milliseconds without a change before predictions.jsonl is read again. */
const settling = 200;

/** The evaluations of runs, one editor tab each. */
export class EvaluationPanels implements vscode.Disposable {
  readonly #panels: Panels<EvaluationPanel>;

  constructor(extensionUri: vscode.Uri, events: EvaluationPanelEvents) {
    this.#panels = new Panels({
      viewType: 'cricketLora.evaluation',
      title: vscode.l10n.t('Evaluation'),
      icon: 'table',
      keyOf: runFolderIn,
      serve: (panel, runFolder, { comparedWith }) =>
        new EvaluationPanel(panel, extensionUri, events, {
          runFolder,
          comparedWith: typeof comparedWith === 'string' ? comparedWith : undefined,
        }),
    });
  }

  /** Reveals the run's panel, or creates it. */
  show(runFolder: string): EvaluationPanel {
    return this.#panels.show(runFolder);
  }

  /** Shows a run's evaluation in the custom editor of its evaluation.json. */
  showIn(panel: vscode.WebviewPanel, runFolder: string): void {
    this.#panels.serveIn(panel, runFolder);
  }

  /** The run's panel, if it is open. */
  opened(runFolder: string): EvaluationPanel | undefined {
    return this.#panels.opened(runFolder);
  }

  /** Scores everything again after a change of the scoring settings. */
  rescore(): void {
    for (const panel of this.#panels.contents()) panel.readAnew();
  }

  dispose(): void {
    this.#panels.dispose();
  }
}

/** The evaluation of one run as a table. Lives as long as its panel. */
class EvaluationPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #runFolder: string;
  readonly #events: EvaluationPanelEvents;
  readonly #post: (message: HostMessage) => void;
  #thread: EvaluationThread;
  #comparedWith: string | undefined;
  /** Shown once the page has loaded. */
  #fact: string | undefined;
  #isOpen = false;

  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    events: EvaluationPanelEvents,
    { runFolder, comparedWith }: PageState,
  ) {
    this.#panel = panel;
    this.#runFolder = runFolder;
    this.#comparedWith = comparedWith;
    this.#events = events;
    this.#thread = this.#startThread();
    // Read while the page loads, which asks for it then and is told what went wrong.
    void this.#thread.summary().catch(() => undefined);
    const watcher = this.#watchPredictions();
    this.#post = servePage(panel, extensionUri, {
      name: 'evaluation',
      title: () => vscode.l10n.t('Evaluation: {0}', events.nameOf(runFolder)),
      onDidRename: events.onDidRename,
      answers: this.#answers,
      onAnswered: () => {
        if (this.#isOpen) this.#postFact();
      },
      onBug: events.onBug,
    });
    panel.onDidDispose(() => {
      watcher.dispose();
      this.#thread.dispose();
    });
  }

  /** Shows how every question changed since another run; undefined ends the comparison. */
  compareWith(runFolder: string | undefined): void {
    if (runFolder === this.#comparedWith) return;
    this.#comparedWith = runFolder;
    this.readAnew();
  }

  /** Shows only the questions of one fact. */
  showFact(fact: string): void {
    this.#fact = fact;
    if (this.#isOpen) this.#postFact();
  }

  /** Shows a question elsewhere, beside this panel. */
  async openQuestion(id: string, where: QuestionPlace): Promise<void> {
    const { One, Beside } = vscode.ViewColumn;
    const column = this.#panel.viewColumn === One ? Beside : One;
    if (where === 'line') {
      await this.#events.onOpenQuestion(this.#runFolder, id, column);
      return;
    }
    const row = await this.#thread.row(id);
    if (row === undefined) return;
    if (where === 'cell') await this.#events.onOpenCell(this.#runFolder, row.question, column);
    else await this.#events.onAsk(this.#runFolder, row.question);
  }

  /** Evaluates the run again. */
  readAnew(): void {
    this.#thread.dispose();
    this.#thread = this.#startThread();
    if (this.#isOpen) this.#post({ type: 'changed' });
  }

  #watchPredictions(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(this.#runFolder), predictionsName),
    );
    const read = debounce(settling, () => {
      this.readAnew();
    });
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete(read);
    return vscode.Disposable.from(watcher, { dispose: read.cancel });
  }

  #startThread(): EvaluationThread {
    const [runFolder, comparedWith] = [this.#runFolder, this.#comparedWith];
    const skewLimit = readSkewLimit(vscode.Uri.file(runFolder));
    return new EvaluationThread({ runFolder, comparedWith, skewLimit });
  }

  readonly #answers: RequestHandlers = {
    open: () => this.#open(),
    rows: (request) => this.#thread.rows(request),
    details: ({ id }) => this.#thread.details(id),
    history: ({ id }) => this.#events.historyOf(this.#runFolder, id),
    openQuestion: async ({ id, where }) => {
      await this.openQuestion(id, where);
      return null;
    },
    compare: ({ runFolder }) => {
      this.compareWith(runFolder ?? undefined);
      return null;
    },
    compareRecipes: async () => {
      if (this.#comparedWith !== undefined) await this.#showRecipes(this.#comparedWith);
      return null;
    },
    exportRows: (wanted) => this.#export(wanted),
  };

  async #open(): Promise<EvaluationRequests['open']['answer']> {
    const runFolder = this.#runFolder;
    const comparedWith = this.#comparedWith;
    this.#isOpen = true;
    try {
      const { compared, ...summary } = await this.#thread.summary();
      this.#events.onEvaluated(runFolder);
      const others = this.#events.otherRuns(runFolder);
      const other = others.find(({ runFolder: folder }) => folder === comparedWith) ?? {
        label: this.#events.nameOf(comparedWith ?? ''),
      };
      const effort = this.#events.effortOf(runFolder);
      return {
        kind: 'evaluation',
        summary: {
          ...summary,
          others,
          ...(effort && { effort }),
          ...(compared && { compared: { ...other, ...compared } }),
        },
        runFolder,
        comparedWith,
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { kind: 'nothing', message: error.text, runFolder, comparedWith };
    }
  }

  async #export(wanted: EvaluationRequests['exportRows']['parameters']): Promise<string> {
    if (wanted.to === 'clipboard') {
      await vscode.env.clipboard.writeText(await this.#thread.exported(wanted));
      return vscode.l10n.t('Copied as {0}.', wanted.format);
    }
    const ending = fileEndings[wanted.format];
    const name = `${basename(this.#runFolder)}.${ending}`;
    const file = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(join(workspaceOf(this.#runFolder), name)),
      filters: { [wanted.format]: [ending] },
    });
    if (file === undefined) return '';
    await this.#thread.exportTo({ ...wanted, path: file.fsPath });
    return vscode.l10n.t('Written to {0}.', file.fsPath);
  }

  /** Opens VS Code's diff of two runs' requests. */
  async #showRecipes(earlier: string): Promise<void> {
    const later = this.#runFolder;
    const [from, to] = [earlier, later].map((folder) => this.#events.nameOf(folder));
    await vscode.commands.executeCommand(
      'vscode.diff',
      vscode.Uri.file(join(earlier, 'run.json')),
      vscode.Uri.file(join(later, 'run.json')),
      vscode.l10n.t('Recipes: {0} ↔ {1}', from ?? '', to ?? ''),
    );
  }

  #postFact(): void {
    const fact = this.#fact;
    this.#fact = undefined;
    if (fact !== undefined) this.#post({ type: 'showFact', fact });
  }
}

/** `W/.cricket-lora/runs/ID` → `W`. */
const workspaceOf = (runFolder: string): string => dirname(dirname(dirname(runFolder)));
