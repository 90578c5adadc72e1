import type { DatasetAnswers } from '../dataset/datasetPage.ts';
import { runLabelInFull } from '../run/runTexts.ts';
import type { EvaluationCache } from './evaluationCache.ts';

/** What the table of a dataset shows of its runs. */
export const datasetAnswers = (evaluations: EvaluationCache): DatasetAnswers => ({
  onDidChange: evaluations.onDidChange,
  latestOf: (questionsPath) => {
    const run = evaluations.latestOf(questionsPath);
    return run && { folder: run.folder, label: runLabelInFull(run) };
  },
  outputsFor: (questionsPath, id) => evaluations.outputsFor(questionsPath, id),
});
