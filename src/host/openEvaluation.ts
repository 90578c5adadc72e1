import { compareRows } from '../core/comparison.ts';
import { exportRows } from '../core/exportRows.ts';
import type { EvaluationSummary, Requests, RowsAnswer, RowsRequest } from '../core/messages.ts';
import type { Question } from '../core/question.ts';
import { summarize } from '../core/summary.ts';
import { UserError } from '../core/userError.ts';
import { createWindows } from '../core/windows.ts';
import { evaluateRun } from './evaluation.ts';

/** Which evaluation, and the run that it is compared with. */
export interface EvaluationName {
  readonly runFolder: string;
  readonly comparedWith?: string | undefined;
}

/** An evaluation with everything that a page of it asks. */
export interface OpenedEvaluation {
  /** Without what only the editor knows: labels and the other runs. */
  readonly summary: Omit<EvaluationSummary, 'others' | 'compared'> & {
    readonly compared?: Omit<NonNullable<EvaluationSummary['compared']>, 'label'>;
  };
  /** @throws UserError where the query cannot be understood */
  rows(request: RowsRequest): RowsAnswer;
  /** The rows of a query as a file has them. */
  exported(request: Omit<Requests['exportRows']['parameters'], 'to'>): string;
  question(id: string): Question | undefined;
}

/** @throws UserError as `evaluateRun` does; a comparison that cannot be made is a notice */
export async function openEvaluation(name: EvaluationName): Promise<OpenedEvaluation> {
  const { runFolder, comparedWith } = name;
  const { request, head, notices, ...evaluation } = await evaluateRun(runFolder);
  const allNotices = [...notices];
  const earlier =
    comparedWith === undefined ? undefined : await earlierOf(comparedWith, allNotices);
  const comparison = earlier && compareRows(evaluation.rows, earlier.rows);
  const windows = createWindows(evaluation.rows, comparison);
  const summary = summarize(evaluation, {
    run: request.id,
    base: head.base,
    adapter: head.adapter !== undefined,
    notices: allNotices,
  });
  return {
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
    question: (id) => {
      for (const { question } of evaluation.rows) if (question.id === id) return question;
      return undefined;
    },
  };
}

async function earlierOf(
  runFolder: string,
  notices: string[],
): Promise<Awaited<ReturnType<typeof evaluateRun>> | undefined> {
  try {
    return await evaluateRun(runFolder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notices.push(`Not compared: ${error.message}`);
    return undefined;
  }
}
