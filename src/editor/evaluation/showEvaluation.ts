import * as vscode from 'vscode';
import type { QuestionPlace } from '../../core/pages/evaluationMessages.ts';
import { UserError } from '../../core/common/userError.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted, isWhole, type Run } from '../run/run.ts';
import type { EvaluationPanels } from './evaluationPanel.ts';
import type { RecallTests } from './recallTests.ts';
import type { RunParts } from '../run/runParts.ts';
import { runName } from '../run/runTexts.ts';

export interface EvaluationParts {
  readonly evaluationPanels: EvaluationPanels;
  /** The run and fact of a failed recall in the Testing view. */
  readonly rowOfTest: RecallTests['rowOf'];
}

const isTestItem = (from: unknown): from is vscode.TestItem =>
  typeof from === 'object' && from !== null && 'children' in from && 'canResolveChildren' in from;

/**
 * The command Show Evaluation: opens a run's outputs against goldens; the newest run by default.
 */
export async function showEvaluation(
  from: unknown,
  parts: RunParts & EvaluationParts,
): Promise<void> {
  const named = isTestItem(from) ? parts.rowOfTest(from) : from;
  const run = await chooseRun(parts.runs, named, {
    title: vscode.l10n.t('Show Evaluation'),
    afterEnd: true,
    fits: isPredicted,
    otherwise: new UserError(
      vscode.l10n.t(
        'There is no evaluation to show: no run has asked the model all its questions. Train one.',
      ),
      'train',
    ),
    newest: true,
  });
  if (run === undefined) return;
  parts.contexts.set({ hasSeenEvaluation: true });
  const panel = parts.evaluationPanels.show(run.folder);
  const fact = factIn(named);
  if (fact !== undefined) panel.showFact(fact);
}

/** Some questions that were asked again say nothing of the rest. */
const isComparable = (run: Run): boolean => isPredicted(run) && isWhole(run);

/** The commands of a row's menu: VS Code passes what the page says of the row. */
export async function openRow(
  from: unknown,
  where: QuestionPlace,
  { evaluationPanels }: EvaluationParts,
): Promise<void> {
  const { runFolder, question } = (from ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof runFolder !== 'string' || typeof question !== 'string') return;
  await evaluationPanels.opened(runFolder)?.openQuestion(question, where);
}

function factIn(from: unknown): string | undefined {
  const has = typeof from === 'object' && from !== null && 'fact' in from;
  return has && typeof from.fact === 'string' ? from.fact : undefined;
}

/**
 * The command Compare Evaluations: shows how every question of a run changed since another run,
 * which the user picks. Can also compare the base with its adapter.
 */
export async function compareEvaluations(
  from: unknown,
  parts: RunParts & EvaluationParts,
): Promise<void> {
  const otherwise = new UserError(
    vscode.l10n.t(
      'There are no two evaluations to compare yet. Train once more, or choose Evaluate Base to compare an adapter with its base.',
    ),
    'train',
  );
  if (parts.runs.list().filter(isComparable).length < 2) throw otherwise;
  const run = await chooseRun(parts.runs, from, {
    title: vscode.l10n.t('Compare Evaluations'),
    afterEnd: true,
    fits: isComparable,
    otherwise,
  });
  const earlier =
    run &&
    (await chooseRun(parts.runs, undefined, {
      title: vscode.l10n.t('Compare {0} with', runName(run)),
      fits: (other) => isComparable(other) && other.folder !== run.folder,
      otherwise,
    }));
  if (run === undefined || earlier === undefined) return;
  parts.evaluationPanels.show(run.folder).compareWith(earlier.folder);
}
