import { askablesOf } from '../dataset/askableColumns.ts';
import type { Phrasings } from '../dataset/phrasings.ts';
import { valueOf } from '../reading/cell.ts';
import { cricket } from '../reading/domain.ts';
import type { TableReading } from '../table/table.ts';
import { type KnowingOptions, KnowingQuestions } from './knowingQuestions.ts';

/** Headers of a column that says what an entity is called in full, or else. */
const fullNames = /^(full|long|other|complete)[ _-]?names?$|^(also )?known[ _-]?as$|^alias(es)?$/i;

/** What is asked besides the facts of this table. */
export function knowingQuestionsOf(
  table: TableReading,
  phrasings: Phrasings,
  options: KnowingOptions,
): KnowingQuestions {
  const { domain } = table.scanned.understanding;
  const fullName = table.columns.find(
    (column) => column !== table.entityColumn && fullNames.test(column.name.trim()),
  );
  const askables = askablesOf(table);
  const titles = new Map(askables.map(({ id, title }) => [id, title]));
  return new KnowingQuestions(
    {
      domain: domain.id,
      language: phrasings.language,
      statistics: new Set(titles.keys()),
      headers: table.columns.map(({ name }) => name),
      phrasings: phrasings.statistics,
      format:
        domain.id === 'cricket' && domain.formatColumn === undefined
          ? (domain.format ?? cricket.neutral)
          : undefined,
      saidOf: (id) =>
        domain.id === 'cricket' && phrasings.statistics.has(id)
          ? id.replaceAll('-', ' ')
          : (titles.get(id) ?? id.replaceAll('-', ' ')),
      fullNameOf: (row) => fullName && valueOf(row, fullName)?.split(/[;|]/)[0]?.trim(),
    },
    options,
  );
}
