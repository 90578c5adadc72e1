import { baseLabel } from '../run/baseLabel.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { EvaluationSummary } from './evaluationMessages.ts';

/** What the page shows above the rows of an evaluation. */
export const summarize = (
  evaluation: Evaluation,
  from: Pick<EvaluationSummary, 'run' | 'base' | 'adapter' | 'lookUp' | 'notices'>,
): Omit<EvaluationSummary, 'others' | 'compared' | 'effort'> => ({
  run: from.run,
  base: baseLabel(from.base),
  adapter: from.adapter,
  lookUp: from.lookUp,
  notices: from.notices,
  questions: evaluation.rows.length,
  totals: evaluation.totals,
  intervals: evaluation.intervals,
  verdicts: evaluation.verdicts,
  reasons: evaluation.reasons,
  statistics: evaluation.statistics,
  phrasings: evaluation.phrasings,
  facts: evaluation.facts,
  ...(evaluation.knowing === undefined ? {} : { knowing: evaluation.knowing }),
  ...(evaluation.calibration === undefined ? {} : { calibration: evaluation.calibration }),
  kinds: evaluation.kinds,
  fallBacks: evaluation.fallBacks,
  skewLimit: evaluation.skewLimit,
});
