import { askablesOf } from '../dataset/askableColumns.ts';
import type { Phrasings } from '../dataset/phrasings.ts';
import { cricket } from '../reading/domain.ts';
import type { TableReading } from '../table/table.ts';
import { type KnowingOptions, KnowingQuestions } from './knowingQuestions.ts';

/** What is asked besides the facts of this table. */
export function knowingQuestionsOf(
  table: TableReading,
  phrasings: Phrasings,
  options: KnowingOptions,
): KnowingQuestions {
  const { domain } = table.scanned.understanding;
  return new KnowingQuestions(
    {
      domain: domain.id,
      language: phrasings.language,
      statistics: new Set(askablesOf(table).map(({ id }) => id)),
      headers: table.columns.map(({ name }) => name),
      phrasings: phrasings.statistics,
      format:
        domain.id === 'cricket' && domain.formatColumn === undefined
          ? (domain.format ?? cricket.neutral)
          : undefined,
    },
    options,
  );
}
