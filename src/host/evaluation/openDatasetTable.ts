import { DatasetTable } from '../../core/pages/datasetTable.ts';
import type {
  DatasetCounts,
  DatasetRows,
  DatasetWindow,
  LinePlace,
  ProblemSeverity,
} from '../../core/pages/datasetMessages.ts';
import { UserError } from '../../core/common/userError.ts';
import type { LazyList } from '../../core/common/lazyList.ts';
import type { EvaluationRow } from '../../core/evaluation/evaluation.ts';
import { evaluateRun } from './evaluateRun.ts';

/** A run whose answers are shown. */
interface Answered {
  readonly runFolder: string;
  /** See `scoreOutput.ts`. */
  readonly skewLimit: number | undefined;
}

/** A questions.jsonl as it stands in the editor, and all operations on it. */
export class OpenedDatasetTable {
  #table = new DatasetTable('');
  #answers: LazyList<EvaluationRow> = [];

  read(text: string): DatasetCounts {
    this.#table = new DatasetTable(text);
    this.#table.answers = this.#answers;
    return this.#table.counts();
  }

  /** A run whose files cannot be read shows no answers; opening its evaluation says why. */
  async answered(run: Answered | null): Promise<DatasetCounts> {
    this.#answers = run === null ? [] : await answersOf(run);
    this.#table.answers = this.#answers;
    return this.#table.counts();
  }

  problems(problems: readonly (readonly [line: number, ProblemSeverity])[]): null {
    this.#table.problems = new Map(problems);
    return null;
  }

  rows(wanted: DatasetWindow): DatasetRows {
    return this.#table.rows(wanted);
  }

  details(place: LinePlace): ReturnType<DatasetTable['details']> {
    return this.#table.details(place);
  }

  freeId(stem: string): string {
    return this.#table.freeId(stem);
  }
}

async function answersOf({ runFolder, skewLimit }: Answered): Promise<LazyList<EvaluationRow>> {
  try {
    return (await evaluateRun(runFolder, skewLimit)).rows;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
