import type { DatasetAnswers } from '../dataset/datasetPage.ts';
import { runLabel } from '../run/runTexts.ts';
import type { EvaluationCache } from './evaluationCache.ts';

/** What the table of a dataset shows of its runs. */
export const datasetAnswers = (evaluations: EvaluationCache): DatasetAnswers => ({
  onDidChange: evaluations.onDidChange,
  latestOf: (questionsPath) => {
    const run = evaluations.latestOf(questionsPath);
    return run && { folder: run.folder, label: `${runLabel(run.request)}, ${run.request.id}` };
  },
  outputsFor: (questionsPath, id) => evaluations.outputsFor(questionsPath, id),
});
