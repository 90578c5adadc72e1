import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Evaluation, EvaluationRow } from '../core/evaluation.ts';
import { askedOf, goldenOf } from '../core/question.ts';
import { linesById } from '../core/questionLines.ts';
import { formatCount } from '../core/share.ts';
import { abortSignalOf } from './abortSignal.ts';
import { datasetName } from './datasets.ts';
import { questionsPathOf } from './openQuestion.ts';
import { rowLimit, rowsToShow } from './rowsToShow.ts';

export interface RecallTests {
  /** Shows an evaluation as tests on the lines of its questions.jsonl, in place of what was there. */
  publish(runFolder: string, evaluation: Evaluation): Promise<void>;
  /** Where the evaluation shows a test: its run and fact. */
  rowOf(item: vscode.TestItem): { readonly folder: string; readonly fact: string } | undefined;
  dispose(): void;
}

/** Asks a run's model again, only these questions where they are given; undefined when that came to nothing. */
export type AskAgain = (
  runFolder: string,
  asked: { readonly only?: ReadonlySet<string>; readonly signal: AbortSignal },
) => Promise<Pick<Evaluation, 'rows'> | undefined>;

/** What is shown for one dataset. */
interface Published {
  readonly runFolder: string;
  readonly items: ReadonlyMap<string, vscode.TestItem>;
}

/**
 * Failed recalls as failed tests: gutter marks, the peek of expected against actual, next and previous
 * failure and the filter `@failed` are VS Code's own. *Run Tests* and *Rerun Failed Tests* really ask
 * the model again, only what they name.
 */
export function createRecallTests(log: vscode.LogOutputChannel, askAgain: AskAgain): RecallTests {
  const controller = vscode.tests.createTestController(
    'cricketLora.recalls',
    'Cricket LoRA Recall',
  );
  /** By id of the dataset's item. */
  const published = new Map<string, Published>();
  const again = async (
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
  ): Promise<void> => {
    for (const [dataset, { runFolder, items }] of published) {
      const chosen = chosenOf(request, controller.items.get(dataset));
      if (chosen.length === 0) continue;
      const run = controller.createTestRun(request, runFolder);
      for (const item of chosen) run.enqueued(item);
      const signal = abortSignalOf(run.token.isCancellationRequested ? run.token : token);
      const isAll = chosen.length === items.size;
      const only = isAll ? undefined : new Set(chosen.map(({ id }) => id));
      try {
        const evaluation = await askAgain(runFolder, { signal, ...(only && { only }) });
        if (evaluation) report(run, evaluation.rows, items);
        else for (const item of chosen) run.skipped(item);
      } finally {
        run.end();
      }
    }
  };
  controller.createRunProfile('Ask Again', vscode.TestRunProfileKind.Run, again, true);
  return {
    publish: async (runFolder, evaluation) => {
      const path = await questionsPathOf(runFolder);
      const lines = linesById(await readFile(path, 'utf8'));
      const rows = rowsToShow(evaluation.rows);
      if (rows.length < evaluation.rows.length) {
        log.warn(
          `Of ${formatCount(evaluation.rows.length)} questions, ${formatCount(rows.length)} that were missed are shown as tests: VS Code shows at most ${formatCount(rowLimit)} well. The evaluation has them all.`,
        );
      }
      const uri = vscode.Uri.file(path);
      const items = place(controller, uri, { rows, lines });
      published.set(uri.toString(), { runFolder, items });
      const run = controller.createTestRun(new vscode.TestRunRequest(), runFolder, false);
      report(run, rows, items);
      run.end();
    },
    rowOf: (item) => {
      for (const { runFolder, items } of published.values())
        if (items.get(item.id) === item) return { folder: runFolder, fact: factOf(item.id) };
      return undefined;
    },
    dispose: () => {
      controller.dispose();
    },
  };
}

/** `<fact>/<phrasing>` → `<fact>`. */
const factOf = (question: string): string => question.slice(0, question.lastIndexOf('/'));

/** The questions under what a request names, all where it names nothing. */
function chosenOf(
  { include, exclude = [] }: vscode.TestRunRequest,
  dataset: vscode.TestItem | undefined,
): vscode.TestItem[] {
  if (dataset === undefined) return [];
  const named = include && new Set(include);
  const left = new Set(exclude);
  const chosen: vscode.TestItem[] = [];
  const visit = (item: vscode.TestItem, isNamed: boolean): void => {
    if (left.has(item)) return;
    const isIn = isNamed || (named?.has(item) ?? true);
    if (item.children.size === 0 && isIn) chosen.push(item);
    for (const [, child] of item.children) visit(child, isIn);
  };
  visit(dataset, false);
  return chosen;
}

/** Makes the tree dataset → entity → question; the items by question id. */
function place(
  controller: vscode.TestController,
  uri: vscode.Uri,
  at: { rows: readonly EvaluationRow[]; lines: ReadonlyMap<string, number> },
): Map<string, vscode.TestItem> {
  const dataset = controller.createTestItem(uri.toString(), datasetName(uri.fsPath), uri);
  const byEntity = new Map<string, vscode.TestItem[]>();
  const items = new Map<string, vscode.TestItem>();
  for (const { question } of at.rows) {
    const item = controller.createTestItem(question.id, askedOf(question), uri);
    const line = at.lines.get(question.id) ?? 0;
    item.range = new vscode.Range(line, 0, line, 0);
    item.description = goldenOf(question);
    item.sortText = String(line).padStart(9, '0');
    items.set(question.id, item);
    const siblings = byEntity.get(question.entity);
    if (siblings) siblings.push(item);
    else byEntity.set(question.entity, [item]);
  }
  for (const [entity, children] of byEntity) {
    const parent = controller.createTestItem(`${uri.toString()}#${entity}`, entity, uri);
    parent.children.replace(children);
    dataset.children.add(parent);
  }
  controller.items.delete(dataset.id);
  controller.items.add(dataset);
  return items;
}

function report(
  run: vscode.TestRun,
  rows: readonly EvaluationRow[],
  items: ReadonlyMap<string, vscode.TestItem>,
): void {
  for (const row of rows) {
    const item = items.get(row.question.id);
    if (item === undefined) continue;
    if (row.verdict === 'exact') run.passed(item);
    else run.failed(item, messageOf(row, item));
  }
}

function messageOf(row: EvaluationRow, item: vscode.TestItem): vscode.TestMessage {
  const why = row.reason === undefined ? row.verdict : `${row.verdict}: ${row.reason}`;
  const message = vscode.TestMessage.diff(`❌ ${why}`, goldenOf(row.question), row.output);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}
