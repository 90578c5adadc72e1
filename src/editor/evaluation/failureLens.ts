import * as vscode from 'vscode';
import { label } from '../common/say.ts';
import { failureInWords } from '../../core/evaluation/verdictNames.ts';
import { idIn } from '../../core/dataset/questionIds.ts';
import { factOf, type RecallTestItem } from '../../core/evaluation/recallTestItem.ts';
import type { EvaluationCache } from './evaluationCache.ts';
import { pagesOf } from './recallTests.ts';

/** Maximum number of lines that are looked at: more would slow down the editor. */
const mostLines = 10_000;

/**
 * Says above each failed line of questions.jsonl what the model answered: `❌ 151, golden 200 · near
 * miss`. A click shows the fact in the evaluation.
 */
export function registerFailureLens(evaluations: EvaluationCache): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  /** By folder of the run. */
  const known = new Map<string, Promise<ReadonlyMap<string, RecallTestItem>>>();
  const failuresOf = (runFolder: string): Promise<ReadonlyMap<string, RecallTestItem>> => {
    const found = known.get(runFolder) ?? failures(runFolder, evaluations);
    known.set(runFolder, found);
    return found;
  };
  return vscode.Disposable.from(
    changed,
    evaluations.onDidChange(() => {
      known.clear();
      changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: 'file', pattern: '**/questions.jsonl' },
      {
        onDidChangeCodeLenses: changed.event,
        async provideCodeLenses(document) {
          const run = evaluations.latestOf(document.uri.fsPath);
          return run && lensesOf(document, run.folder, await failuresOf(run.folder));
        },
      },
    ),
  );
}

async function failures(
  runFolder: string,
  evaluations: EvaluationCache,
): Promise<ReadonlyMap<string, RecallTestItem>> {
  // A run whose files cannot be read has no lenses; opening it says why.
  const pages = await pagesOf(evaluations.of(runFolder)).catch(() => []);
  const missed = pages.flatMap(({ tests }) => tests.filter(({ verdict }) => verdict !== 'exact'));
  return new Map(missed.map((test) => [test.id, test]));
}

function lensesOf(
  document: vscode.TextDocument,
  runFolder: string,
  missed: ReadonlyMap<string, RecallTestItem>,
): vscode.CodeLens[] {
  if (missed.size === 0) return [];
  const lines = Math.min(mostLines, document.lineCount);
  return Array.from({ length: lines }, (_, line) => line).flatMap((line) => {
    const id = idIn(document.lineAt(line).text);
    const test = id === undefined ? undefined : missed.get(id);
    if (test === undefined) return [];
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title: label(failureInWords(test, vscode.l10n.t)),
      tooltip: vscode.l10n.t('Show in Evaluation'),
      command: 'cricketLora.showEvaluation',
      arguments: [{ folder: runFolder, fact: factOf(test.id) }],
    });
  });
}
