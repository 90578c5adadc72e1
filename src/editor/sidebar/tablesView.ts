import { basename } from 'node:path';
import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { counted } from '../common/counted.ts';
import { readBoards, refusalsIn } from '../../host/boards/followRun.ts';
import { exportsOf, hasExports } from '../../host/onnx/exportFiles.ts';
import { readParities } from '../../host/onnx/checkParity.ts';
import { firstNote } from '../../host/run/runNotes.ts';
import { datasetViewType } from '../dataset/openDataset.ts';
import { isPredicted, type Run } from '../run/run.ts';
import { revealCommand } from '../run/runFiles.ts';
import type { Runs } from '../run/runs.ts';
import { brokenItem, runItem, tooltipOf } from './runItem.ts';
import type { ScoreChips } from './scoreChips.ts';
import {
  runRows,
  tablesTree,
  type BrokenRow,
  type DatasetRow,
  type FoldedRows,
  type RunRow,
  type TableRow,
} from './tablesTree.ts';
import type { WorkspaceFiles } from './workspaceFiles.ts';

/** A file that a run was exported to, and whether it answers as the adapter does. */
interface ExportRow {
  readonly kind: 'export';
  readonly name: string;
  readonly path: string;
  readonly answers: string;
}

type Row = TableRow | DatasetRow | RunRow | FoldedRows | BrokenRow | ExportRow;

/** Datasets that are unfolded at first; of more, only the one with the newest run. */
const mostUnfolded = 4;

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The view Tables and Runs: tables, their datasets, what was trained on them, and what was asked of that. */
export class TablesView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #runs: Runs;
  readonly #files: Pick<WorkspaceFiles, 'list' | 'onDidChange'>;
  readonly #chips: Pick<ScoreChips, 'uriOf'>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: vscode.Disposable;
  /** How a dataset was drawn first: from then on it is for the person to fold it. */
  readonly #unfolded = new Map<string, boolean>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    runs: Runs,
    files: Pick<WorkspaceFiles, 'list' | 'onDidChange'>,
    chips: Pick<ScoreChips, 'uriOf'>,
  ) {
    this.#runs = runs;
    this.#files = files;
    this.#chips = chips;
    const changed = (): void => {
      this.#changed.fire(undefined);
    };
    this.#subscriptions = vscode.Disposable.from(
      runs.onDidChange(changed),
      files.onDidChange(changed),
    );
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    return [...(await this.#below(parent))];
  }

  async #below(parent: Row | undefined): Promise<readonly Row[]> {
    if (parent === undefined) return this.#roots();
    switch (parent.kind) {
      case 'table':
        return parent.rows;
      case 'dataset':
        return this.#read(runRows(parent.branches));
      case 'folded':
        return this.#read(parent.rows);
      case 'run':
        return [...parent.children.map(childRow), ...(await exportRows(parent.run))];
      case 'broken':
      case 'export':
        return [];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    switch (row.kind) {
      case 'table':
        return tableItem(row);
      case 'dataset':
        return datasetItem(row, this.#unfolded.get(row.id) ?? false);
      case 'folded':
        return foldedItem(row);
      case 'run': {
        const hasChildren =
          row.children.length > 0 || (isPredicted(row.run) && hasExports(row.folder));
        const item = runItem(row.run, { hasChildren });
        item.resourceUri = this.#chips.uriOf(row.run);
        return item;
      }
      case 'broken':
        return brokenItem(row);
      case 'export':
        return exportItem(row);
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, row: Row): Promise<vscode.TreeItem> {
    if (row.kind !== 'run') return item;
    const { folder, run } = row;
    const [note, boards] = await Promise.all([firstNote(folder), readBoards(folder)]);
    const refusals = refusalsIn(boards);
    item.tooltip = tooltipOf(this.#runs.get(folder) ?? run, { note, refusals });
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  async #roots(): Promise<readonly Row[]> {
    const roots = tablesTree(await this.#files.list(), this.#runs.list(), this.#runs.broken());
    const datasets = roots.flatMap((row) => {
      if (row.kind === 'folded') return [];
      return row.kind === 'table' ? row.rows : [row];
    });
    const areFew = datasets.length <= mostUnfolded;
    // Once it has a run: it stands at the top then.
    for (const [at, { id, uri, branches }] of datasets.entries())
      if (branches.length > 0 && !this.#unfolded.has(id))
        this.#unfolded.set(id, at === 0 || (areFew && uri !== undefined));
    return roots;
  }

  /** What is shown of a run beyond what was asked of it is read now. */
  #read<Some extends Row>(rows: readonly Some[]): readonly Some[] {
    const shown = rows.flatMap((row) => (row.kind === 'run' ? [row.run, ...row.children] : []));
    void this.#runs.read(shown);
    return rows;
  }
}

const childRow = (run: Run): RunRow => ({ kind: 'run', folder: run.folder, run, children: [] });

async function exportRows(run: Run): Promise<readonly ExportRow[]> {
  if (!isPredicted(run)) return [];
  const exported = exportsOf(run.folder);
  if (exported.length === 0) return [];
  const parities = new Map(
    (await readParities(run.folder)).map((parity) => [parity.model, parity]),
  );
  return exported.map(({ name, path }) => {
    const parity = parities.get(basename(name));
    const answers =
      parity === undefined
        ? vscode.l10n.t('answers not compared')
        : parity.changed === 0
          ? vscode.l10n.t('answers as the adapter does')
          : vscode.l10n.t(
              'changes {0} of {1} answers',
              formatCount(parity.changed),
              formatCount(parity.questions),
            );
    return { kind: 'export', name, path, answers };
  });
}

function tableItem({ uri, rows }: TableRow): vscode.TreeItem {
  const item = new vscode.TreeItem(uri, rows.length > 0 ? Expanded : None);
  item.id = `table ${uri.toString()}`;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'table';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open Table'), arguments: [uri] };
  return item;
}

function datasetItem(row: DatasetRow, isUnfolded: boolean): vscode.TreeItem {
  const { id, name, uri, questions, branches, isExperiment } = row;
  const state = branches.length === 0 ? None : isUnfolded ? Expanded : Collapsed;
  const item = new vscode.TreeItem(name, state);
  // VS Code unfolds only what it has not seen before without anything below.
  item.id = `dataset ${id}${branches.length > 0 ? ' with runs' : ''}`;
  item.iconPath = new vscode.ThemeIcon(isExperiment ? 'beaker' : 'symbol-structure');
  if (uri === undefined) {
    item.description = isExperiment
      ? vscode.l10n.t('experiment')
      : vscode.l10n.t('not in this folder');
    item.contextValue = 'gone';
    return item;
  }
  item.description = counted(questions ?? 0, 'question');
  item.tooltip = uri.fsPath;
  item.contextValue = 'dataset';
  item.command = {
    command: 'vscode.openWith',
    title: vscode.l10n.t('Open as Table'),
    arguments: [uri, datasetViewType],
  };
  return item;
}

function foldedItem({ id, label, rows }: FoldedRows): vscode.TreeItem {
  const item = new vscode.TreeItem(label, Collapsed);
  item.id = id;
  if (rows[0]?.kind !== 'run') item.description = formatCount(rows.length);
  item.contextValue = 'folded';
  return item;
}

function exportItem({ name, path, answers }: ExportRow): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.id = `export ${path}`;
  item.description = answers;
  item.tooltip = path;
  item.iconPath = new vscode.ThemeIcon('package');
  item.contextValue = 'export';
  item.command = {
    command: revealCommand(),
    title: vscode.l10n.t('Reveal'),
    arguments: [vscode.Uri.file(path)],
  };
  return item;
}
