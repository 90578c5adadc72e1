import { basename } from 'node:path';
import * as vscode from 'vscode';
import { answerRequest, type Answers } from '../core/answerRequest.ts';
import type { HostMessage, Requests } from '../core/messages.ts';
import { summarize } from '../core/summary.ts';
import { UserError } from '../core/userError.ts';
import { createWindows } from '../core/windows.ts';
import { evaluateRun, predictionsName, type RunEvaluation } from '../host/evaluation.ts';
import { evaluationHtml, pagesFolder } from './evaluationPage.ts';

export interface EvaluationPanelEvents {
  /**
   * A row was chosen: the folder of its run, the question's id, and the column in which to show its
   * line so that the table stays in sight.
   */
  readonly onOpenQuestion: (
    runFolder: string,
    question: string,
    viewColumn: vscode.ViewColumn,
  ) => unknown;
  /** A bug, to be logged. */
  readonly onBug?: (error: unknown) => void;
}

const viewType = 'cricketLora.evaluation';

/** Milliseconds that predictions.jsonl must rest before it is read again. */
const settling = 200;

interface Opened {
  readonly evaluation: RunEvaluation;
  readonly windows: ReturnType<typeof createWindows>;
}

/** The evaluation of one run as a table in an editor tab; at most one for a run. */
export class EvaluationPanel implements vscode.Disposable {
  static readonly #panels = new Map<string, EvaluationPanel>();
  readonly #panel: vscode.WebviewPanel;
  readonly #runFolder: string;
  readonly #events: EvaluationPanelEvents;
  readonly #owned: vscode.Disposable[] = [];
  #opened: Promise<Opened> | undefined;
  #settling: NodeJS.Timeout | undefined;

  /** Shows the panel of a run: the one there is, or a new one. */
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

  /** Gives life again to a panel that VS Code has kept over a reload. */
  static revive(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    runFolder: string,
    events: EvaluationPanelEvents,
  ): void {
    if (EvaluationPanel.#panels.has(runFolder)) panel.dispose();
    else new EvaluationPanel(panel, extensionUri, runFolder, events);
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
    EvaluationPanel.#panels.set(runFolder, this);
    panel.title = titleOf(runFolder);
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
    panel.webview.html = evaluationHtml(panel.webview, extensionUri);
  }

  dispose(): void {
    if (EvaluationPanel.#panels.get(this.#runFolder) === this)
      EvaluationPanel.#panels.delete(this.#runFolder);
    clearTimeout(this.#settling);
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
        this.#opened = undefined;
        void this.#post({ type: 'changed' });
      }, settling);
    };
    watcher.onDidCreate(read);
    watcher.onDidChange(read);
    watcher.onDidDelete(read);
    return watcher;
  }

  readonly #answers: Answers = {
    open: () => this.#open(),
    rows: async (request) => (await this.#load()).windows(request),
    openQuestion: async ({ id }) => {
      const { One, Beside } = vscode.ViewColumn;
      const column = this.#panel.viewColumn === One ? Beside : One;
      await this.#events.onOpenQuestion(this.#runFolder, id, column);
      return null;
    },
  };

  async #open(): Promise<Requests['open']['answer']> {
    const runFolder = this.#runFolder;
    try {
      const { evaluation } = await this.#load();
      const { request, head, notices } = evaluation;
      const summary = summarize(evaluation, {
        run: request.id,
        base: head.base,
        adapter: head.adapter !== undefined,
        notices,
      });
      return { kind: 'evaluation', summary, runFolder };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { kind: 'nothing', message: error.message, runFolder };
    }
  }

  /** Evaluates once and keeps that until the predictions change; a failure is not kept. */
  #load(): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened;
    const opened = evaluateRun(this.#runFolder).then((evaluation) => ({
      evaluation,
      windows: createWindows(evaluation.rows),
    }));
    this.#opened = opened;
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }

  async #receive(message: unknown): Promise<void> {
    const answer = await answerRequest(message, this.#answers, (error) => {
      this.#events.onBug?.(error);
    });
    if (answer !== undefined) await this.#post(answer);
  }

  /** A panel closed meanwhile needs no answer. */
  async #post(message: HostMessage): Promise<void> {
    try {
      await this.#panel.webview.postMessage(message);
    } catch (error) {
      if (this.#owned.length > 0) this.#events.onBug?.(error);
    }
  }
}

const titleOf = (runFolder: string): string => `Evaluation: ${basename(runFolder)}`;

/** Lets VS Code bring evaluation panels back after a reload. For `activate`. */
export function registerEvaluationPanels(
  context: vscode.ExtensionContext,
  events: EvaluationPanelEvents,
): void {
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state: unknown) => {
        const { runFolder } = (state ?? {}) as { runFolder?: unknown };
        if (typeof runFolder === 'string')
          EvaluationPanel.revive(panel, context.extensionUri, runFolder, events);
        else panel.dispose();
        return Promise.resolve();
      },
    }),
  );
}
