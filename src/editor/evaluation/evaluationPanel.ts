import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { label } from '../common/say.ts';
import { answerRequest, type RequestHandlers } from '../../core/pages/answerRequest.ts';
import { fileEndings } from '../../core/pages/exportRows.ts';
import type {
  HostMessage,
  OtherRun,
  PageState,
  EvaluationRequests,
} from '../../core/pages/evaluationMessages.ts';
import type { Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { predictionsName } from '../../host/run/runFiles.ts';
import { EvaluationThread } from '../../host/threads/evaluationThread.ts';
import { pageHtml, pagesFolder } from '../page/pageHtml.ts';
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
  /** The other evaluated runs, newest first. */
  readonly otherRuns: (runFolder: string) => readonly OtherRun[];
  /** Reports a bug, to be logged. */
  readonly onBug: (error: unknown) => void;
}

const viewType = 'cricketLora.evaluation';

/** Milliseconds without a change before predictions.jsonl is read again. */
const settling = 200;

/** The evaluation of one run as a table in an editor tab; at most one per run. */
export class EvaluationPanel implements vscode.Disposable {
  static readonly #panels = new Map<string, EvaluationPanel>();
  readonly #panel: vscode.WebviewPanel;
  readonly #runFolder: string;
  readonly #events: EvaluationPanelEvents;
  readonly #owned: vscode.Disposable[] = [];
  #thread: EvaluationThread;
  #comparedWith: string | undefined;
  /** Shown once the page has loaded. */
  #fact: string | undefined;
  #isOpen = false;
  #settling: NodeJS.Timeout | undefined;

  /** Reveals the run's panel, or creates it. */
  static show(
    extensionUri: vscode.Uri,
    runFolder: string,
    events: EvaluationPanelEvents,
  ): EvaluationPanel {
    const there = EvaluationPanel.#panels.get(runFolder);
    if (there !== undefined) {
      there.#panel.reveal();
      return there;
    }
    const panel = vscode.window.createWebviewPanel(
      viewType,
      titleOf(runFolder),
      vscode.ViewColumn.Active,
    );
    return new EvaluationPanel(panel, extensionUri, runFolder, events);
  }

  /** Scores everything again after a change of the scoring settings. */
  static rescore(): void {
    for (const panel of EvaluationPanel.#panels.values()) panel.#readAnew();
  }

  /** Restores a panel after a reload. */
  static revive(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    { runFolder, comparedWith }: PageState,
    events: EvaluationPanelEvents,
  ): void {
    if (EvaluationPanel.#panels.has(runFolder)) panel.dispose();
    else new EvaluationPanel(panel, extensionUri, runFolder, events).compareWith(comparedWith);
  }

  private constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    runFolder: string,
    events: EvaluationPanelEvents,
  ) {
    this.#panel = panel;
    this.#runFolder = runFolder;
    this.#events = events;
    this.#thread = this.#startThread();
    EvaluationPanel.#panels.set(runFolder, this);
    panel.title = label(titleOf(runFolder));
    panel.iconPath = new vscode.ThemeIcon('table');
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [pagesFolder(extensionUri)],
    };
    this.#owned.push(
      panel.onDidDispose(() => {
        this.dispose();
      }),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        void this.#receive(message);
      }),
      this.#watchPredictions(),
    );
    panel.webview.html = pageHtml(panel.webview, extensionUri, {
      name: 'evaluation',
      title: 'Evaluation',
    });
  }

  /** Shows how every question changed since another run; undefined ends the comparison. */
  compareWith(runFolder: string | undefined): void {
    if (runFolder === this.#comparedWith) return;
    this.#comparedWith = runFolder;
    this.#readAnew();
  }

  /** Shows only the questions of one fact. */
  showFact(fact: string): void {
    this.#fact = fact;
    if (this.#isOpen) void this.#postFact();
  }

  dispose(): void {
    if (EvaluationPanel.#panels.get(this.#runFolder) === this)
      EvaluationPanel.#panels.delete(this.#runFolder);
    clearTimeout(this.#settling);
    this.#thread.dispose();
    for (const owned of this.#owned.splice(0)) owned.dispose();
    this.#panel.dispose();
  }

  #watchPredictions(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(this.#runFolder), predictionsName),
    );
    const read = (): void => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => {
        this.#readAnew();
      }, settling);
    };
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete(read);
    return watcher;
  }

  #startThread(): EvaluationThread {
    const [runFolder, comparedWith] = [this.#runFolder, this.#comparedWith];
    const skewLimit = readSkewLimit(vscode.Uri.file(runFolder));
    return new EvaluationThread({ runFolder, comparedWith, skewLimit });
  }

  #readAnew(): void {
    this.#thread.dispose();
    this.#thread = this.#startThread();
    if (this.#isOpen) void this.#post({ type: 'changed' });
  }

  readonly #answers: RequestHandlers = {
    open: () => this.#open(),
    rows: (request) => this.#thread.rows(request),
    openQuestion: async ({ id, where }) => {
      const { One, Beside } = vscode.ViewColumn;
      const column = this.#panel.viewColumn === One ? Beside : One;
      if (where === 'line') await this.#events.onOpenQuestion(this.#runFolder, id, column);
      else {
        const row = await this.#thread.row(id);
        if (row) await this.#events.onOpenCell(this.#runFolder, row.question, column);
      }
      return null;
    },
    compare: ({ runFolder }) => {
      this.compareWith(runFolder ?? undefined);
      return null;
    },
    compareRecipes: async () => {
      if (this.#comparedWith !== undefined) await showRecipes(this.#comparedWith, this.#runFolder);
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
      const others = this.#events.otherRuns(runFolder);
      const label =
        others.find((other) => other.runFolder === comparedWith)?.label ??
        basename(comparedWith ?? '');
      return {
        kind: 'evaluation',
        summary: { ...summary, others, ...(compared && { compared: { ...compared, label } }) },
        runFolder,
        comparedWith,
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { kind: 'nothing', message: error.message, runFolder, comparedWith };
    }
  }

  async #export(wanted: EvaluationRequests['exportRows']['parameters']): Promise<string> {
    if (wanted.to === 'clipboard') {
      await vscode.env.clipboard.writeText(await this.#thread.exported(wanted));
      return `Copied as ${wanted.format}.`;
    }
    const ending = fileEndings[wanted.format];
    const name = `${basename(this.#runFolder)}.${ending}`;
    const file = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(join(workspaceOf(this.#runFolder), name)),
      filters: { [wanted.format]: [ending] },
    });
    if (file === undefined) return '';
    await this.#thread.exportTo({ ...wanted, path: file.fsPath });
    return `Written to ${file.fsPath}.`;
  }

  async #receive(message: unknown): Promise<void> {
    const answer = await answerRequest(message, this.#answers, (error) => {
      this.#events.onBug(error);
    });
    if (answer !== undefined) await this.#post(answer);
    if (this.#isOpen && this.#fact !== undefined) await this.#postFact();
  }

  async #postFact(): Promise<void> {
    const fact = this.#fact;
    this.#fact = undefined;
    if (fact !== undefined) await this.#post({ type: 'showFact', fact });
  }

  /** Ignores a panel that has been closed meanwhile. */
  async #post(message: HostMessage): Promise<void> {
    try {
      await this.#panel.webview.postMessage(message);
    } catch (error) {
      if (this.#owned.length > 0) this.#events.onBug(error);
    }
  }
}

/** Opens VS Code's diff of two runs' requests. */
async function showRecipes(earlier: string, later: string): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    vscode.Uri.file(join(earlier, 'run.json')),
    vscode.Uri.file(join(later, 'run.json')),
    `Recipes: ${basename(earlier)} ↔ ${basename(later)}`,
  );
}

/** `W/.cricket-lora/runs/ID` → `W`. */
const workspaceOf = (runFolder: string): string => dirname(dirname(dirname(runFolder)));

const titleOf = (runFolder: string): string => `Evaluation: ${basename(runFolder)}`;

/** Lets VS Code restore evaluation panels after a reload. Called on activation. */
export function registerEvaluationPanels(
  context: vscode.ExtensionContext,
  events: EvaluationPanelEvents,
): void {
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const { runFolder, comparedWith } = (state ?? {}) as Partial<Record<string, unknown>>;
        if (typeof runFolder === 'string')
          EvaluationPanel.revive(
            panel,
            context.extensionUri,
            { runFolder, ...(typeof comparedWith === 'string' && { comparedWith }) },
            events,
          );
        else panel.dispose();
        return Promise.resolve();
      },
    }),
  );
}
