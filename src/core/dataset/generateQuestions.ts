import { say } from '../common/sentence.ts';
import type { Phrasings } from './phrasings.ts';
import type { TableProblem } from '../table/tableProblems.ts';
import type { Question } from './question.ts';
import { type MadeCounts, QuestionMaker } from './questionMaker.ts';
import { type ReadingSummary, summarizeReading } from './readingSummary.ts';
import type { GenerateOptions, SettledOptions } from './generateOptions.ts';
import type { Table, TableReading } from '../table/table.ts';
import type { TableWarning } from '../table/tableWarning.ts';
import { UserError } from '../common/userError.ts';

export type { GenerateOptions } from './generateOptions.ts';

/** Raised whenever the same table and options would give other questions than before. */
const generatorVersion = 7;

export interface Dataset {
  /** In the order of rows, then of statistics, then of phrasings. */
  readonly questions: readonly Question[];
  readonly meta: DatasetMeta;
}

/** What was made of a table: the core of questions.meta.json. */
export interface DatasetMeta {
  readonly v: 1;
  readonly generator: number;
  /** What was used, defaults filled in. */
  readonly options: { readonly statistics: readonly string[] } & SettledOptions;
  readonly counts: MadeCounts;
  /** Rows left out, and cells left out of the columns asked about. */
  readonly skipped: readonly TableProblem[];
  /** How the table was understood. */
  readonly reading: ReadingSummary;
  /** What looks wrong in the table and was left as it is. */
  readonly warnings: readonly TableWarning[];
}

/**
 * Asks every fact of a table in every phrasing. The same table, phrasings and options give the same
 * questions everywhere, and another order of rows the same ids and splits.
 *
 * @throws UserError when an option is out of range, a chosen statistic is not in the table, or there
 *   is nothing to ask.
 */
export function generateQuestions(
  table: Table,
  phrasings: Phrasings,
  options: GenerateOptions = {},
): Dataset {
  const maker = new QuestionMaker(table, phrasings, options);
  for (const survey of maker.surveys) table.rows.forEach(survey);
  const questions = table.rows.flatMap((row) => maker.ask(row));
  return { questions, meta: metaOf(table, maker) };
}

/**
 * What has been made, once the last row has been asked about.
 *
 * @throws UserError when that was nothing.
 */
export function metaOf(table: TableReading, maker: QuestionMaker): DatasetMeta {
  if (maker.counts.questions === 0) {
    const titles = maker.columns.map(({ name }) => name).join(', ');
    throw new UserError(say('{0} has no value under {1}.', table.name, titles));
  }
  const columns = new Set([table.entityColumn, ...maker.columns].map(({ name }) => name));
  return {
    v: 1,
    generator: generatorVersion,
    options: { statistics: maker.statistics, ...maker.options },
    counts: maker.counts,
    skipped: table.problems.filter(({ column }) => column === undefined || columns.has(column)),
    reading: summarizeReading(table, maker),
    warnings: [...table.warnings, ...maker.warnings()],
  };
}
