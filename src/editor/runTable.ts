import * as vscode from 'vscode';
import type { Answers } from '../core/answerRequest.ts';
import type { RunLine, RunsRequests } from '../core/runMessages.ts';
import { readTotals } from '../host/evaluation.ts';
import { EvaluationPanel } from './evaluationPanel.ts';
import { servePage } from './pagePanel.ts';
import { runCommand } from './runPanel.ts';
import type { RunParts } from './runParts.ts';
import { runLabel } from './runTexts.ts';
import type { Run } from './runs.ts';
import type { EvaluationParts } from './showEvaluation.ts';

/** The command Show All Runs: every run in a table that sorts by what it recalls. */
export function showRuns(
  parts: RunParts & EvaluationParts,
  onBug: (error: unknown) => void,
): Promise<void> {
  const panel = vscode.window.createWebviewPanel(
    'cricketLora.runTable',
    'Runs',
    vscode.ViewColumn.Active,
  );
  panel.iconPath = new vscode.ThemeIcon('list-flat');
  const answers: Answers<RunsRequests> = {
    open: () => Promise.all(parts.runs.list().map(lineOf)),
    command: runCommand,
    compare: ({ runFolder, earlier }) => {
      EvaluationPanel.show(parts.extensionUri, runFolder, parts.panel).compareWith(earlier);
      return null;
    },
  };
  servePage(panel, parts.extensionUri, {
    name: 'runs',
    title: 'Runs',
    answers,
    onDidChange: parts.runs.onDidChange,
    onBug,
  });
  return Promise.resolve();
}

async function lineOf({ folder, request, state }: Run): Promise<RunLine> {
  const { recipe } = request;
  const totals = state.status === 'finished' ? await readTotals(folder) : undefined;
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
