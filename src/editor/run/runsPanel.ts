import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type { RunLine, RunsRequests } from '../../core/pages/runMessages.ts';
import { readTotals } from '../../host/evaluation/evaluateRun.ts';
import { isPredicted, type Run } from './run.ts';
import { servePage } from '../page/servePage.ts';
import { runCommand } from './runPanel.ts';
import type { RunParts } from './runParts.ts';
import { runLabel } from './runTexts.ts';

interface RunTableParts extends Pick<RunParts, 'runs'> {
  readonly extensionUri: vscode.Uri;
  /** Shows a run's evaluation compared with an earlier run's. */
  readonly onCompare: (runFolder: string, earlier: string) => void;
}

const viewType = 'cricketLora.runTable';

/** All runs in a sortable table, in one tab; VS Code restores it after a reload. */
export class RunsPanel implements vscode.Disposable {
  readonly #parts: RunTableParts;
  readonly #onBug: (error: unknown) => void;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(parts: RunTableParts, onBug: (error: unknown) => void) {
    this.#parts = parts;
    this.#onBug = onBug;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel) => {
        if (this.#panel === undefined) this.#serve(panel);
        else panel.dispose();
        return Promise.resolve();
      },
    });
  }

  /** The command Show All Runs. */
  show(): Promise<void> {
    if (this.#panel !== undefined) this.#panel.reveal();
    else this.#serve(vscode.window.createWebviewPanel(viewType, 'Runs', vscode.ViewColumn.Active));
    return Promise.resolve();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  #serve(panel: vscode.WebviewPanel): void {
    const { runs, extensionUri, onCompare } = this.#parts;
    this.#panel = panel;
    panel.onDidDispose(() => (this.#panel = undefined));
    panel.iconPath = new vscode.ThemeIcon('list-flat');
    const answers: RequestHandlers<RunsRequests> = {
      open: () => Promise.all(runs.list().map(lineOf)),
      command: runCommand,
      compare: ({ runFolder, earlier }) => {
        onCompare(runFolder, earlier);
        return null;
      },
    };
    servePage(panel, extensionUri, {
      name: 'runs',
      title: 'Runs',
      answers,
      onDidChange: runs.onDidChange,
      onBug: this.#onBug,
    });
  }
}

async function lineOf(run: Run): Promise<RunLine> {
  const { folder, request, state } = run;
  const { recipe } = request;
  const totals = isPredicted(run) ? await readTotals(folder) : undefined;
  const all = totals && Object.values(totals);
  const sum = (what: 'questions' | 'format'): number =>
    (all ?? []).reduce((total, tally) => total + tally[what], 0);
  const share = (split: 'train' | 'phrasing' | 'fact'): number | undefined => {
    const tally = totals?.[split];
    return tally && tally.questions > 0 ? tally.exact / tally.questions : undefined;
  };
  const shares = {
    train: share('train'),
    phrasing: share('phrasing'),
    fact: share('fact'),
    format: all && sum('questions') > 0 ? sum('format') / sum('questions') : undefined,
    seconds: state.finish?.seconds,
  };
  return {
    runFolder: folder,
    id: request.id,
    label: runLabel(request),
    status: state.status,
    created: request.created,
    base: request.base,
    preset: recipe.preset,
    rank: recipe.rank,
    learningRate: learningRateOf(state.started?.resolved.learningRate ?? recipe.learningRate),
    epochs: state.epoch,
    ...(Object.fromEntries(
      Object.entries(shares).filter(([, value]) => value !== undefined),
    ) as Partial<Record<keyof typeof shares, number>>),
  };
}

const learningRateOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '';
