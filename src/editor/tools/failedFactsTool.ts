import * as vscode from 'vscode';
import { emptyQuery } from '../../core/evaluation/query.ts';
import { scoreInWords } from '../../core/evaluation/scoreInWords.ts';
import { failedFactsText } from '../../core/pages/toolTexts.ts';
import type { EvaluationCache } from '../evaluation/evaluationCache.ts';
import { isPredicted } from '../run/run.ts';
import type { Runs } from '../run/runs.ts';
import { runNamed } from './named.ts';
import { howItEnded } from './runInWords.ts';
import type { Tool } from './tool.ts';

/** How a run gets on, and what it does not answer exactly once it has answered. */
export const failedFactsTool = (parts: {
  readonly runs: Runs;
  readonly evaluations: EvaluationCache;
}): Tool<'cricketLora_failed_facts'> => ({
  doing: vscode.l10n.t('Looking for failed facts'),
  async invoke({ run: id, most }) {
    const run = await runNamed(id, parts.runs);
    if (!isPredicted(run)) return howItEnded(run);
    const evaluation = parts.evaluations.of(run.folder);
    const { totals } = await evaluation.summary();
    const query = { ...emptyQuery, marks: 'failures' as const };
    const { rows, total } = await evaluation.rows({ query, start: 0, count: most });
    return failedFactsText(`The run ${run.request.id}: ${scoreInWords(totals)}.`, rows, total);
  },
});
