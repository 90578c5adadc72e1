import * as vscode from 'vscode';
import { describeConnection, type Connection } from '../../core/target/connection.ts';
import { missesIn } from '../../core/evaluation/scoreInWords.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { formatDuration } from '../../core/common/formatDuration.ts';
import { describeFailure } from '../../core/run/trainerFailures.ts';
import { formatMoment, formatMomentBriefly } from '../../core/common/formatMoment.ts';
import { isOver } from '../../core/run/runState.ts';
import { isActive, menuWords, type Run } from './run.ts';
import { firstNote } from '../../host/run/runNotes.ts';
import { escapeMarkdown } from '../common/escapeMarkdown.ts';
import { runLabel, runName, runProgress } from './runTexts.ts';
import { runTree, type RunBranch } from './runTree.ts';
import type { Runs } from './runs.ts';
import type { BrokenRun } from './watchedRun.ts';
import { basename } from 'node:path';
import { plainText } from '../../core/common/plainText.ts';

type Row = Run | BrokenRun | FoldedRows;
const isBroken = (row: Row | RunBranch): row is BrokenRun => 'problem' in row;

/** Older rows under one, which are read and drawn only where that is unfolded. */
interface FoldedRows {
  /** 1-based, of the first. */
  readonly from: number;
  readonly rows: readonly (RunBranch | BrokenRun)[];
}
const isFolded = (row: Row): row is FoldedRows => 'rows' in row;

/** Rows of one level: more are folded, this many each. */
const mostRows = 200;

/** The view Runs: every run of the workspace, newest first; then what cannot be read as one. */
export class RunsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #runs: Runs;
  /** Of the tree as it was last drawn: children by their run's folder. */
  #branches: ReadonlyMap<string, readonly Run[]> = new Map();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: Runs) {
    this.#runs = runs;
    this.#subscription = runs.onDidChange(() => {
      this.#changed.fire(undefined);
    });
  }

  getChildren(parent?: Row): Row[] {
    if (parent && isFolded(parent)) return this.#shown(parent.rows);
    if (parent) return [...(this.#branches.get(parent.folder) ?? [])];
    const tree = runTree(this.#runs.list());
    this.#branches = new Map(tree.map(({ run, children }) => [run.folder, children]));
    const all = [...tree, ...this.#runs.broken()];
    return [...this.#shown(all.slice(0, mostRows)), ...foldsOf(all)];
  }

  /** What is shown of a run beyond what was asked of it is read now. */
  #shown(rows: FoldedRows['rows']): Row[] {
    const read = rows.flatMap((row) => (isBroken(row) ? [] : [row.run, ...row.children]));
    void this.#runs.read(read);
    return rows.map((row) => (isBroken(row) ? row : row.run));
  }

  getTreeItem(run: Row): vscode.TreeItem {
    if (isFolded(run)) return foldedItem(run);
    if (isBroken(run)) return brokenItem(run);
    const item = new vscode.TreeItem(
      runLabel(run),
      (this.#branches.get(run.folder) ?? []).length > 0
        ? vscode.TreeItemCollapsibleState.Collapsed
        : vscode.TreeItemCollapsibleState.None,
    );
    item.id = run.folder;
    item.description = describe(run);
    item.iconPath = iconOf(run);
    item.contextValue = menuWords(run).join(' ');
    item.accessibilityInformation = {
      label: `${runLabel(run)}, ${run.state.status}, ${describe(run)}`,
    };
    item.command = { command: 'cricketLora.showRun', title: 'Show Run', arguments: [run] };
    return item;
  }

  /** Asked for once the pointer rests on it: no tooltip is made, and sent, with each word of progress. */
  async resolveTreeItem(item: vscode.TreeItem, run: Row): Promise<vscode.TreeItem> {
    if (isFolded(run) || isBroken(run)) return item;
    item.tooltip = tooltipOf(this.#runs.get(run.folder) ?? run, await firstNote(run.folder));
    return item;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function foldsOf(all: FoldedRows['rows']): FoldedRows[] {
  const count = Math.max(0, Math.ceil(all.length / mostRows) - 1);
  return Array.from({ length: count }, (_, at) => {
    const start = (at + 1) * mostRows;
    return { from: start + 1, rows: all.slice(start, start + mostRows) };
  });
}

function foldedItem({ from, rows }: FoldedRows): vscode.TreeItem {
  const label = `Runs ${formatCount(from)} to ${formatCount(from + rows.length - 1)}`;
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `from ${from}`;
  item.contextValue = 'folded';
  return item;
}

function brokenItem({ folder, problem }: BrokenRun): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(folder));
  item.id = folder;
  item.description = 'cannot be read';
  item.tooltip = plainText(problem);
  item.iconPath = new vscode.ThemeIcon('warning');
  item.contextValue = 'broken';
  item.accessibilityInformation = { label: `${basename(folder)}, cannot be read: ${problem}` };
  return item;
}

function describe(run: Run): string {
  return [
    run.isOwn ? '' : 'came with the folder',
    describeConnection(run.connection, Date.now()),
    runProgress(run),
    isActive(run) ? '' : formatMomentBriefly(new Date(run.request.created), new Date()),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function iconOf({ state, totals }: Run): vscode.ThemeIcon {
  switch (state.status) {
    case 'starting':
    case 'running':
      return new vscode.ThemeIcon('loading~spin');
    case 'finished':
      if (totals === undefined) return new vscode.ThemeIcon('check');
      return missesIn(totals) === 0
        ? new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'))
        : new vscode.ThemeIcon('pie-chart');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('testing.iconSkipped'));
  }
}

function tooltipOf(run: Run, note: string | undefined): vscode.MarkdownString {
  const { request, state, connection } = run;
  const lines: [string, string | 0 | undefined][] = [
    ['id', run.name === undefined ? undefined : request.id],
    ['begun', formatMoment(new Date(request.created))],
    ['base', request.base],
    ['questions', request.questions.source],
    ['target', request.target],
    ['connection', isActive(run) ? inFull(connection) : undefined],
    ['last heard', connection?.lastHeard && new Date(connection.lastHeard).toLocaleTimeString()],
    ['device', state.started && `${state.started.device.name}, ${state.started.dtype}`],
    ['epoch', state.epochs > 0 ? `${state.epoch.toFixed(1)} of ${state.epochs}` : undefined],
    ['loss', state.loss?.toFixed(4)],
    ['learning rate', state.learningRate?.toPrecision(3)],
    [
      'speed',
      state.tokensPerSecond ? `${Math.round(state.tokensPerSecond)} tokens a second` : undefined,
    ],
    ['took', state.finish && formatDuration(state.finish.seconds)],
    ['folder', run.folder],
  ];
  const paragraphs = [
    `**${escapeMarkdown(runName(run))}**`,
    ...(note === undefined ? [] : [`“${escapeMarkdown(plainText(note, 200))}”`]),
    ...(state.failure
      ? [escapeMarkdown(describeFailure(state.failure.code, state.failure.parameters).message)]
      : []),
    lines
      .filter((line): line is [string, string] => Boolean(line[1]))
      .map(([name, value]) => `${name}: ${escapeMarkdown(value)}`)
      .join('  \n'),
    ...(isOver(state) ? [] : state.warnings.slice(-3).map(escapeMarkdown)),
  ];
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}

function inFull(connection: Connection | undefined): string | undefined {
  if (!connection) return undefined;
  const { state, problem } = connection;
  if (state === 'connected') return state;
  const words = describeConnection(connection, Date.now());
  return problem === undefined ? words : `${words}: ${problem}`;
}
