import { askablesOf } from '../dataset/askableColumns.ts';
import type { Phrasings } from '../dataset/phrasings.ts';
import type { TableReading } from '../table/table.ts';
import { type KnowingOptions, KnowingQuestions } from './knowingQuestions.ts';

/** What is asked besides the facts of this table. */
export const knowingQuestionsOf = (
  table: TableReading,
  phrasings: Phrasings,
  options: KnowingOptions,
): KnowingQuestions =>
  new KnowingQuestions(
    {
      domain: table.scanned.understanding.domain.id,
      language: phrasings.language,
      statistics: new Set(askablesOf(table).map(({ id }) => id)),
      headers: table.columns.map(({ name }) => name),
      phrasings: phrasings.statistics,
    },
    options,
  );
