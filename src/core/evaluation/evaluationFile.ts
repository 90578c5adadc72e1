import type { Evaluation } from './evaluation.ts';

/** Format version of evaluation.json. */
export const evaluationVersion = 1;

/**
 * evaluation.json: an evaluation's totals without its rows, which follow from questions and
 * predictions.
 */
export interface EvaluationFile extends Omit<Evaluation, 'rows'> {
  readonly v: typeof evaluationVersion;
  /** Id of the run. */
  readonly run: string;
  /** Questions that have a prediction. */
  readonly questions: number;
  readonly questionsSha256: string;
}

/** The content of evaluation.json, counts first. */
export function toEvaluationFile(
  evaluation: Evaluation,
  from: { readonly run: string; readonly questionsSha256: string },
): EvaluationFile {
  const { rows, totals, verdicts, reasons, facts, missing, unknown, repeated, ...derived } =
    evaluation;
  return {
    v: evaluationVersion,
    run: from.run,
    questions: rows.length,
    totals,
    verdicts,
    reasons,
    facts,
    missing,
    unknown,
    repeated,
    ...derived,
    questionsSha256: from.questionsSha256,
  };
}
