import { basename } from 'node:path';
import * as vscode from 'vscode';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { plainText } from '../../core/common/plainText.ts';
import { datasetFolderOf } from '../../host/dataset/generateDataset.ts';
import type { Run } from '../run/run.ts';
import { runTree, type RunBranch } from '../run/runTree.ts';
import type { BrokenRun } from '../run/watchedRun.ts';
import type { FoundFiles } from './workspaceFiles.ts';

/** A table with its datasets. Commands find the file in `uri`. */
export interface TableRow {
  readonly kind: 'table';
  readonly uri: vscode.Uri;
  readonly rows: readonly DatasetRow[];
}

/** A dataset, or an experiment's, with the runs that were made of it. */
export interface DatasetRow {
  readonly kind: 'dataset';
  /** Path of its questions, or the experiment. */
  readonly id: string;
  readonly name: string;
  /** Absent once the dataset is gone, and for an experiment, which has many. */
  readonly uri?: vscode.Uri;
  readonly questions?: number;
  readonly isExperiment?: true;
  readonly branches: readonly RunBranch[];
}

/** A run. Commands find it by its `folder`. */
export interface RunRow {
  readonly kind: 'run';
  readonly folder: string;
  readonly run: Run;
  readonly children: readonly Run[];
}

/** Rows that are read and drawn only where they are unfolded. */
export interface FoldedRows {
  readonly kind: 'folded';
  readonly id: string;
  readonly label: string;
  readonly rows: readonly (RunRow | BrokenRow | TableRow)[];
}

export interface BrokenRow extends BrokenRun {
  readonly kind: 'broken';
}

/** Runs on one level: older ones are folded, this many each. */
const mostRuns = 200;

/**
 * What the sidebar shows at first: tables with their datasets, what was trained last above; then datasets
 * whose table is gone, tables without a dataset, and folders that cannot be read as runs. Nothing where
 * there is neither a dataset nor a run.
 *
 * @param runs newest first
 */
export function tablesTree(
  { tables, datasets }: FoundFiles,
  runs: readonly Run[],
  broken: readonly BrokenRun[],
): readonly (TableRow | DatasetRow | FoldedRows)[] {
  const rows = datasetRows(datasets, runs);
  const roots = rootsOf(tables, rows);
  if (roots.length === 0 && broken.length === 0) return [];
  const shown = new Set(roots.map((row) => (row.kind === 'table' ? row.uri : undefined)));
  const bare = tables.filter((uri) => !shown.has(uri));
  return [
    ...roots,
    ...folded(
      vscode.l10n.t('Tables without a dataset'),
      bare.map((uri) => ({ kind: 'table', uri, rows: [] })),
    ),
    ...folded(
      vscode.l10n.t('Runs that cannot be read'),
      broken.map((one) => ({ kind: 'broken', ...one })),
    ),
  ];
}

/** The runs of a dataset: the newest, then the others folded. */
export function runRows(branches: readonly RunBranch[]): readonly (RunRow | FoldedRows)[] {
  const rows = branches.map(({ run, children }): RunRow => ({
    kind: 'run',
    folder: run.folder,
    run,
    children,
  }));
  const starts = Array.from(
    { length: Math.max(0, Math.ceil(rows.length / mostRuns) - 1) },
    (_, at) => (at + 1) * mostRuns,
  );
  return [
    ...rows.slice(0, mostRuns),
    ...starts.map((start): FoldedRows => {
      const some = rows.slice(start, start + mostRuns);
      const label = vscode.l10n.t(
        'Runs {0} to {1}',
        formatCount(start + 1),
        formatCount(start + some.length),
      );
      return { kind: 'folded', id: `${some[0]?.folder}: ${label}`, label, rows: some };
    }),
  ];
}

const folded = (label: string, rows: FoldedRows['rows']): readonly FoldedRows[] =>
  rows.length === 0 ? [] : [{ kind: 'folded', id: label, label, rows }];

function datasetRows(
  datasets: FoundFiles['datasets'],
  runs: readonly Run[],
): readonly DatasetRow[] {
  const known = new Map(datasets.map((dataset) => [dataset.uri.fsPath, dataset]));
  const alike = groupBy([...known.keys()], folderNameOf);
  const bySource = groupBy(runTree(runs), ({ run }) => sourceOf(run, known, alike));
  const sources = new Set([...known.keys(), ...bySource.keys()]);
  return [...sources].map((source): DatasetRow => {
    const branches = bySource.get(source) ?? [];
    const dataset = known.get(source);
    if (dataset === undefined) return strayRow(source, branches);
    const { uri, questions, name } = dataset;
    return { kind: 'dataset', id: source, name: `${name}.dataset`, uri, questions, branches };
  });
}

/** Of a dataset that is not in this workspace, or of an experiment. */
function strayRow(source: string, branches: readonly RunBranch[]): DatasetRow {
  const experiment = branches[0]?.run.request.experiment;
  const name = experiment?.name ?? folderNameOf(source);
  return {
    ...{ kind: 'dataset', id: source, name: plainText(name, 200), branches },
    ...(experiment && { isExperiment: true }),
  };
}

/**
 * What a run's questions were copied from. A workspace that was moved still has the dataset, elsewhere: one
 * of the same name is taken for it, if there is only one.
 */
function sourceOf(
  { request }: Run,
  known: ReadonlyMap<string, unknown>,
  byName: ReadonlyMap<string, readonly string[]>,
): string {
  const { experiment, questions } = request;
  if (experiment !== undefined) return `experiment ${experiment.name}`;
  if (known.has(questions.source)) return questions.source;
  const [alike, another] = byName.get(folderNameOf(questions.source)) ?? [];
  return alike !== undefined && another === undefined ? alike : questions.source;
}

/** `…/few.dataset/questions.jsonl` → `few.dataset`, with paths of any system. */
const folderNameOf = (path: string): string => path.split(/[/\\]/).at(-2) ?? path;

/** Below their tables, if these are there. */
function rootsOf(
  tables: readonly vscode.Uri[],
  rows: readonly DatasetRow[],
): readonly (TableRow | DatasetRow)[] {
  const tableOf = new Map(tables.map((uri) => [datasetFolderOf(uri.fsPath), uri]));
  const byTable = groupBy(rows, ({ id }) => tableOf.get(id.replace(/[/\\][^/\\]*$/, '')));
  const roots = [...byTable].flatMap(([uri, below]): readonly (TableRow | DatasetRow)[] =>
    uri === undefined ? below : [{ kind: 'table', uri, rows: below }],
  );
  const keyed = roots.map((row) => ({ row, newest: newestIn(row), name: nameOf(row) }));
  keyed.sort((a, b) => compare(b.newest, a.newest) || a.name.localeCompare(b.name));
  return keyed.map(({ row }) => row);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const nameOf = (row: TableRow | DatasetRow): string =>
  row.kind === 'table' ? basename(row.uri.fsPath) : row.name;

/** Id of the newest run below, which begins with its time; empty without one. */
function newestIn(row: TableRow | DatasetRow): string {
  const below = row.kind === 'table' ? row.rows : [row];
  return below.reduce((newest, { branches }) => {
    const id = branches[0]?.run.request.id ?? '';
    return id > newest ? id : newest;
  }, '');
}

function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
