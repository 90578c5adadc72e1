import type { Evaluation } from './evaluation.ts';

/** Version of evaluation.json's shape. */
export const evaluationVersion = 1;

/** evaluation.json: what an evaluation counted, without its rows (those are the two files it came from). */
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
