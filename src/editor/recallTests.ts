import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Evaluation, EvaluationRow } from '../core/evaluation.ts';
import { askedOf, goldenOf } from '../core/question.ts';
import { formatCount } from '../core/share.ts';
import { datasetName } from './datasets.ts';
import { questionsPathOf } from './openQuestion.ts';
import { linesById } from './questionLines.ts';
import { rowLimit, rowsToShow } from './rowsToShow.ts';

export interface RecallTests {
  /** Shows an evaluation as tests on the lines of its questions.jsonl, in place of what was there. */
  publish(runFolder: string, evaluation: Evaluation): Promise<void>;
  dispose(): void;
}

/**
 * Failed recalls as failed tests: gutter marks, the peek of expected against actual, next and previous
 * failure and the filter `@failed` are VS Code's own.
 *
 * @param evaluateAgain what *Run Tests* does: asks the model every question once more
 */
export function createRecallTests(
  log: vscode.LogOutputChannel,
  evaluateAgain: () => Promise<void>,
): RecallTests {
  const controller = vscode.tests.createTestController(
    'cricketLora.recalls',
    'Cricket LoRA Recall',
  );
  controller.createRunProfile(
    'Evaluate',
    vscode.TestRunProfileKind.Run,
    () => evaluateAgain(),
    true,
  );
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
      publishResults(controller, { runFolder, rows, items });
    },
    dispose: () => {
      controller.dispose();
    },
  };
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

function publishResults(
  controller: vscode.TestController,
  of: {
    runFolder: string;
    rows: readonly EvaluationRow[];
    items: ReadonlyMap<string, vscode.TestItem>;
  },
): void {
  const run = controller.createTestRun(new vscode.TestRunRequest(), of.runFolder, false);
  for (const row of of.rows) {
    const item = of.items.get(row.question.id);
    if (item === undefined) continue;
    if (row.verdict === 'exact') run.passed(item);
    else run.failed(item, messageOf(row, item));
  }
  run.end();
}

function messageOf(row: EvaluationRow, item: vscode.TestItem): vscode.TestMessage {
  const why = row.reason === undefined ? row.verdict : `${row.verdict}: ${row.reason}`;
  const message = vscode.TestMessage.diff(`❌ ${why}`, goldenOf(row.question), row.output);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  return message;
}
