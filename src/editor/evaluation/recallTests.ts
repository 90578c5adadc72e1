import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  factOf,
  testsPerPage,
  type RecallTestItem,
  type RecallTestPage,
} from '../../core/evaluation/recallTestItem.ts';
import { rowLimit } from '../../core/evaluation/chooseTestRows.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { counted } from '../common/counted.ts';
import type { EvaluationThread } from '../../host/threads/evaluationThread.ts';
import { missInWords } from '../../core/evaluation/verdictNames.ts';
import { abortSignalOf } from '../common/abortSignal.ts';
import type { EvaluationCache } from './evaluationCache.ts';
import { placeTests } from './placeTests.ts';

export interface RecallTests {
  /** Replaces the tests on a run's questions.jsonl with its evaluation. */
  publish(runFolder: string): Promise<void>;
  /** The run and fact of a test. */
  rowOf(item: vscode.TestItem): { readonly folder: string; readonly fact: string } | undefined;
  dispose(): void;
}

/**
 * Asks a run's model all or the given questions again. Resolves with the folder of the new run, or
 * undefined if there are no answers.
 */
export type AskAgain = (
  runFolder: string,
  asked: { readonly only?: ReadonlySet<string>; readonly signal: AbortSignal },
) => Promise<string | undefined>;

/** The tests of one dataset. */
interface Published {
  readonly runFolder: string;
  readonly items: ReadonlyMap<string, vscode.TestItem>;
}

/**
 * Shows failed recalls as failed tests: gutter marks, expected against actual, next and previous
 * failure and the filter `@failed` are VS Code's own. *Run Tests* and *Rerun Failed Tests* ask the
 * model again, only the selected questions.
 */
export function createRecallTests(
  { log, evaluations }: { log: vscode.LogOutputChannel; evaluations: EvaluationCache },
  askAgain: AskAgain,
): RecallTests {
  const controller = vscode.tests.createTestController(
    'cricketLora.recalls',
    vscode.l10n.t('Cricket LoRA Recall'),
  );
  /** By id of the dataset's test item. */
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
        const answered = await askAgain(runFolder, { signal, ...(only && { only }) });
        if (answered !== undefined)
          await report(run, await pagesOf(evaluations.of(answered)), items);
        else for (const item of chosen) run.skipped(item);
      } finally {
        run.end();
      }
    }
  };
  controller.createRunProfile(
    vscode.l10n.t('Ask Again'),
    vscode.TestRunProfileKind.Run,
    again,
    true,
  );
  return {
    publish: async (runFolder) => {
      const pages = await pagesOf(evaluations.of(runFolder));
      const [first] = pages;
      if (first === undefined) return;
      const { path } = first;
      if (isPart(first)) log.warn(partInWords(first));
      const uri = vscode.Uri.file(path);
      const items = await placeTests(controller, uri, pages);
      published.set(uri.toString(), { runFolder, items });
      const run = controller.createTestRun(new vscode.TestRunRequest(), runFolder, false);
      await report(run, pages, items);
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

/** The questions selected by a request; all if it selects none. */
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

/** All pages of a run's tests. */
export async function pagesOf(evaluation: EvaluationThread): Promise<RecallTestPage[]> {
  const pages = [await evaluation.tests(0)];
  const { shown = 0 } = pages[0] ?? {};
  for (let start = testsPerPage; start < shown; start += testsPerPage)
    pages.push(await evaluation.tests(start));
  return pages;
}

async function report(
  run: vscode.TestRun,
  pages: readonly RecallTestPage[],
  items: ReadonlyMap<string, vscode.TestItem>,
): Promise<void> {
  let [recalled, told] = [0, 0];
  for (const { tests } of pages) {
    for (const test of tests) {
      const item = items.get(test.id);
      if (item === undefined) continue;
      const isRecalled = test.verdict === 'exact';
      if (isRecalled) run.passed(item);
      else run.failed(item, messageOf(test, item));
      recalled += isRecalled ? 1 : 0;
      told += 1;
    }
    // Yield to other work.
    await setImmediate();
  }
  const [first] = pages;
  const words =
    first && isPart(first)
      ? partInWords(first)
      : vscode.l10n.t('{0} of {1} recalled.', formatCount(recalled), counted(told, 'question'));
  run.appendOutput(`${words}\r\n`);
}

const isPart = ({ shown, questions }: RecallTestPage): boolean => shown < questions;

const partInWords = ({ shown, questions }: RecallTestPage): string =>
  vscode.l10n.t(
    'Of {0}, {1} misses are shown as tests: VS Code slows down with more than {2}. The evaluation has them all.',
    counted(questions, 'question'),
    formatCount(shown),
    formatCount(rowLimit),
  );

function messageOf(test: RecallTestItem, { uri, range }: vscode.TestItem): vscode.TestMessage {
  const { golden, output } = test;
  const message = vscode.TestMessage.diff(`❌ ${missInWords(test, vscode.l10n.t)}`, golden, output);
  if (uri && range) message.location = new vscode.Location(uri, range);
  return message;
}
