import { say, type Text } from '../../core/common/sentence.ts';
import { writeFile } from 'node:fs/promises';
import { compareRows } from '../../core/evaluation/comparison.ts';
import { exportRows, mostCopied } from '../../core/pages/exportRows.ts';
import type {
  EvaluationSummary,
  EvaluationRequests,
  QuestionDetails,
  RowsAnswer,
  RowsRequest,
} from '../../core/pages/evaluationMessages.ts';
import { summarize } from '../../core/pages/summarize.ts';
import { formatCount } from '../../core/common/formatNumbers.ts';
import { UserError } from '../../core/common/userError.ts';
import { createRowWindows } from '../../core/pages/rowWindows.ts';
import { nameOfBase } from '../base/embeddedBase.ts';
import { toWriteError } from '../files/fileErrors.ts';
import { evaluateRun, type RunEvaluation } from './evaluateRun.ts';
import { createInlineEvaluation, type InlineEvaluation } from './inlineEvaluation.ts';

/** An evaluation, and the run that it is compared with. */
export interface EvaluationName {
  readonly runFolder: string;
  readonly comparedWith?: string | undefined;
  /** See `scoreOutput.ts`; the default if absent. */
  readonly skewLimit?: number | undefined;
}

type Exported = Omit<EvaluationRequests['exportRows']['parameters'], 'to'>;

/** An evaluation and all operations on it. */
export interface OpenedEvaluation extends InlineEvaluation {
  /** Excludes what only the editor knows: labels and other runs. */
  readonly summary: Omit<EvaluationSummary, 'others' | 'compared' | 'effort'> & {
    readonly compared?: Omit<NonNullable<EvaluationSummary['compared']>, 'label' | 'effort'>;
  };
  /** @throws UserError when the query is invalid */
  rows(request: RowsRequest): RowsAnswer;
  details(id: string): QuestionDetails | null;
  /**
   * The rows of a query in a file format.
   *
   * @throws UserError when there are too many for the clipboard
   */
  exported(request: Exported): string;
  /**
   * Writes the same to a file.
   *
   * @throws UserError when it cannot be written
   */
  exportTo(request: Exported & { readonly path: string }): Promise<null>;
}

/**
 * A comparison that fails is a notice.
 *
 * @throws UserError as `evaluateRun` does
 */
export async function openEvaluation(name: EvaluationName): Promise<OpenedEvaluation> {
  const { runFolder, comparedWith, skewLimit } = name;
  const { request, head, notices, ...evaluation } = await evaluateRun(runFolder, skewLimit);
  const allNotices = [...notices];
  const earlier = comparedWith === undefined ? undefined : await earlierOf(name, allNotices);
  const comparison = earlier && compareRows(evaluation.rows, earlier.rows);
  const windows = createRowWindows(evaluation.rows, comparison);
  const summary = summarize(evaluation, {
    run: request.id,
    base: await nameOfBase(head.base, runFolder),
    adapter: head.adapter !== undefined,
    lookUp: request.parent?.asks === 'look-up',
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
              onlyBefore: comparison.onlyBefore,
            },
          },
    rows: (wanted) => windows.answer(wanted),
    details: (id) => windows.details(id) ?? null,
    exported({ query, columns, format }) {
      const { total } = windows.answer({ query, start: 0, count: 0 });
      if (total > mostCopied)
        throw new UserError(
          say(
            '{0} rows are too many to copy. Export them to a file, or filter them.',
            formatCount(total),
          ),
        );
      return [...exportRows(windows.all(query), columns, format)].join('');
    },
    async exportTo({ query, columns, format, path }) {
      try {
        await writeFile(path, exportRows(windows.all(query), columns, format));
      } catch (error) {
        throw toWriteError(error, path);
      }
      return null;
    },
  };
}

async function earlierOf(
  { comparedWith = '', skewLimit }: EvaluationName,
  notices: Text[],
): Promise<RunEvaluation | undefined> {
  try {
    return await evaluateRun(comparedWith, skewLimit);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    notices.push(say('Not compared: {0}', error.text));
    return undefined;
  }
}
