import { compareRows } from '../core/comparison.ts';
import { exportRows } from '../core/exportRows.ts';
import type { EvaluationSummary, Requests, RowsAnswer, RowsRequest } from '../core/messages.ts';
import { summarize } from '../core/summary.ts';
import { UserError } from '../core/userError.ts';
import { createWindows } from '../core/windows.ts';
import { evaluateRun, type RunEvaluation } from './evaluation.ts';
import { createInlineEvaluation, type InlineEvaluation } from './inlineEvaluation.ts';

/** Which evaluation, and the run that it is compared with. */
export interface EvaluationName {
  readonly runFolder: string;
  readonly comparedWith?: string | undefined;
  /** See `score.ts`; the usual one when absent. */
  readonly skewLimit?: number | undefined;
}

/** An evaluation with everything that is asked of it. */
export interface OpenedEvaluation extends InlineEvaluation {
  /** Without what only the editor knows: labels and the other runs. */
  readonly summary: Omit<EvaluationSummary, 'others' | 'compared'> & {
    readonly compared?: Omit<NonNullable<EvaluationSummary['compared']>, 'label'>;
  };
  /** @throws UserError where the query cannot be understood */
  rows(request: RowsRequest): RowsAnswer;
  /** The rows of a query as a file has them. */
  exported(request: Omit<Requests['exportRows']['parameters'], 'to'>): string;
}

/** @throws UserError as `evaluateRun` does; a comparison that cannot be made is a notice */
export async function openEvaluation(name: EvaluationName): Promise<OpenedEvaluation> {
  const { runFolder, comparedWith, skewLimit } = name;
  const { request, head, notices, ...evaluation } = await evaluateRun(runFolder, skewLimit);
  const allNotices = [...notices];
  const earlier = comparedWith === undefined ? undefined : await earlierOf(name, allNotices);
  const comparison = earlier && compareRows(evaluation.rows, earlier.rows);
  const windows = createWindows(evaluation.rows, comparison);
  const summary = summarize(evaluation, {
    run: request.id,
    base: head.base,
    adapter: head.adapter !== undefined,
    notices: allNotices,
  });
  return {
    ...createInlineEvaluation(runFolder, evaluation.rows),
    summary:
      earlier === undefined || comparison === undefined || comparedWith === undefined
        ? summary
        : {
            ...summary,
            compared: {
              runFolder: comparedWith,
              counts: comparison.counts,
              exact: earlier.verdicts.exact,
              questions: earlier.rows.length,
            },
          },
    rows: (wanted) => windows.answer(wanted),
    exported: ({ query, columns, format }) => exportRows(windows.all(query), columns, format),
  };
}

async function earlierOf(
  { comparedWith = '', skewLimit }: EvaluationName,
  notices: string[],
): Promise<RunEvaluation | undefined> {
  try {
    return await evaluateRun(comparedWith, skewLimit);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notices.push(`Not compared: ${error.message}`);
    return undefined;
  }
}
