import { inEnglish } from '../../inEnglish.ts';
import { readFileSync } from 'node:fs';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { parsePhrasings } from '../../../../src/core/dataset/phrasings.ts';
import { askedOf, goldenOf } from '../../../../src/core/dataset/question.ts';
import type { ReadOptions } from '../../../../src/core/table/tableScanner.ts';
import { parseTable } from '../../../../src/core/table/table.ts';

export const phrasings = parsePhrasings(
  readFileSync('data/phrasings.json', 'utf8'),
  'phrasings.json',
);

/**
 * A small table: the first phrasing of every fact with its golden, all questions, how it was read, what
 * looks wrong.
 */
export function askTable(
  text: string,
  { name = 'a.csv', ...options }: Partial<ReadOptions> & { readonly delimiter?: string } = {},
) {
  const table = parseTable(text, { delimiter: ',', ...options, name });
  const { questions, meta } = generateQuestions(table, phrasings);
  const asked = questions
    .filter(({ phrasing }) => phrasing === 1)
    .map((question) => `${askedOf(question)} ${goldenOf(question)}`);
  const { reading, warnings } = inEnglish(meta);
  const all = questions.map(askedOf);
  const entities = [...new Set(questions.map((one) => one.entity))];
  return { asked, all, reading, warnings, entities };
}
