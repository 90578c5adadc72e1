import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/pages/answerRequest.ts';
import type { RunLine, RunsRequests } from '../../core/pages/runMessages.ts';
import type { Split } from '../../core/dataset/question.ts';
import { chosenRun } from '../../core/pages/runDifferences.ts';
import { datasetName } from '../dataset/findDatasets.ts';
import { keptShare } from '../../core/run/sideEffects.ts';
import { baseLabel } from '../../core/run/baseLabel.ts';
import { hasAdapter, isPredicted, type Run } from './run.ts';
import { deleteRuns } from './deleteRuns.ts';
import { Panels } from '../page/panels.ts';
import { servePage } from '../page/servePage.ts';
import { runCommand } from './runPanel.ts';
import type { RunParts } from './runParts.ts';
import { runKind, runName } from './runTexts.ts';

interface RunTableParts extends Pick<RunParts, 'runs'> {
  readonly extensionUri: vscode.Uri;
  /** Shows a run's evaluation compared with an earlier run's. */
  readonly onCompare: (runFolder: string, earlier: string) => void;
}

/** All runs in a sortable table, in one tab; VS Code restores it after a reload. */
export class RunsPanel implements vscode.Disposable {
  readonly #panels: Panels;

  constructor(parts: RunTableParts, onBug: (error: unknown) => void) {
    const { runs, extensionUri, onCompare } = parts;
    const answers: RequestHandlers<RunsRequests> = {
      open: async () => {
        await runs.read(runs.list());
        return runs.list().map(lineOf);
      },
      command: runCommand,
      train: async () => {
        await vscode.commands.executeCommand('cricketLora.train');
        return null;
      },
      chosen: async ({ runFolders }) => {
        await runs.read(runFolders.map((folder) => ({ folder })));
        return runFolders.flatMap((folder) => {
          const run = runs.get(folder);
          if (run === undefined) return [];
          const base = baseLabel(run.request.base);
          const dataset = datasetName(run.request.questions.source);
          return [chosenRun(folder, { ...run, name: runName(run), base, dataset })];
        });
      },
      delete: async ({ runFolders }) => {
        await deleteRuns(runFolders, { runs });
        return null;
      },
      compare: ({ runFolder, earlier }) => {
        onCompare(runFolder, earlier);
        return null;
      },
    };
    this.#panels = new Panels({
      viewType: 'cricketLora.runTable',
      title: vscode.l10n.t('Runs'),
      icon: 'list-flat',
      keyOf: () => theOnlyOne,
      serve: (panel) => {
        servePage(panel, extensionUri, {
          name: 'runs',
          title: vscode.l10n.t('Runs'),
          answers,
          onDidChange: runs.onDidChange,
          onBug,
        });
      },
    });
  }

  /** The command Show All Runs. */
  show(): Promise<void> {
    this.#panels.show(theOnlyOne);
    return Promise.resolve();
  }

  dispose(): void {
    this.#panels.dispose();
  }
}

const theOnlyOne = '';

function lineOf(run: Run): RunLine {
  const { folder, request, state, totals } = run;
  const { recipe } = request;
  const all = totals && Object.values(totals);
  const sum = (what: 'questions' | 'format'): number =>
    (all ?? []).reduce((total, tally) => total + tally[what], 0);
  const share = (split: Split): number | undefined => {
    const tally = totals?.[split];
    return tally && tally.questions > 0 ? tally.exact / tally.questions : undefined;
  };
  const shares = {
    train: share('train'),
    phrasing: share('phrasing'),
    fact: share('fact'),
    format: all && sum('questions') > 0 ? sum('format') / sum('questions') : undefined,
    kept: state.sideEffects && keptShare(state.sideEffects),
    seconds: state.finish?.seconds,
  };
  return {
    runFolder: folder,
    id: request.id,
    name: runName(run),
    label: runKind(request),
    status: state.status,
    created: request.created,
    base: baseLabel(request.base),
    preset: recipe.preset,
    rank: recipe.rank,
    learningRate: learningRateOf(state.started?.resolved.learningRate ?? recipe.learningRate),
    hasModel: isPredicted(run) && hasAdapter(run),
    epochs: state.epoch,
    ...(Object.fromEntries(
      Object.entries(shares).filter(([, value]) => value !== undefined),
    ) as Partial<Record<keyof typeof shares, number>>),
  };
}

const learningRateOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '';
