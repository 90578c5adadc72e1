import type * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { chooseRun } from '../run/chooseRun.ts';
import { isPredicted } from '../run/run.ts';
import { EvaluationPanel, type EvaluationPanelEvents } from './evaluationPanel.ts';
import type { RecallTests } from './recallTests.ts';
import type { RunParts } from '../run/runParts.ts';

export interface EvaluationParts {
  readonly extensionUri: vscode.Uri;
  readonly panel: EvaluationPanelEvents;
  /** Run and fact of a failed recall in the Testing view. */
  readonly rowOfTest: RecallTests['rowOf'];
}

const isTestItem = (from: unknown): from is vscode.TestItem =>
  typeof from === 'object' && from !== null && 'children' in from && 'canResolveChildren' in from;

/** The command Show Evaluation: a run's table of outputs against goldens, the newest unless one is named. */
export async function showEvaluation(
  from: unknown,
  parts: RunParts & EvaluationParts,
): Promise<void> {
  const named = isTestItem(from) ? parts.rowOfTest(from) : from;
  const run = await chooseRun(parts.runs, named, {
    title: 'Show Evaluation',
    fits: isPredicted,
    otherwise: new UserError(
      'There is no evaluation to show: no run has asked the model its questions to the end. Train one.',
      'train',
    ),
    newest: true,
  });
  if (run === undefined) return;
  const panel = EvaluationPanel.show(parts.extensionUri, run.folder, parts.panel);
  const fact = factIn(named);
  if (fact !== undefined) panel.showFact(fact);
}

function factIn(from: unknown): string | undefined {
  const has = typeof from === 'object' && from !== null && 'fact' in from;
  return has && typeof from.fact === 'string' ? from.fact : undefined;
}

/**
 * The command Compare Evaluations: a run's table with what became of every question since another run,
 * which is picked. Also of the base alone against its adapter.
 */
export async function compareEvaluations(
  from: unknown,
  parts: RunParts & EvaluationParts,
): Promise<void> {
  const otherwise = new UserError(
    'There are no two evaluations to compare yet. Train once more, or choose Evaluate Base to compare an adapter with its base.',
    'train',
  );
  if (parts.runs.list().filter(isPredicted).length < 2) throw otherwise;
  const run = await chooseRun(parts.runs, from, {
    title: 'Compare Evaluations',
    fits: isPredicted,
    otherwise,
  });
  const earlier =
    run &&
    (await chooseRun(parts.runs, undefined, {
      title: `Compare ${run.request.id} with`,
      fits: (other) => isPredicted(other) && other.folder !== run.folder,
      otherwise,
    }));
  if (run === undefined || earlier === undefined) return;
  EvaluationPanel.show(parts.extensionUri, run.folder, parts.panel).compareWith(earlier.folder);
}
