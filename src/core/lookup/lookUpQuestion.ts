import type { Message, Question } from '../dataset/question.ts';
import type { LookedUpRow, RowFinder } from './rowFinder.ts';

/** A conversation with the row that was found for its last message. */
export interface LookedUp {
  readonly prompt: readonly Message[];
  /** Undefined where no row shares a word with the question. */
  readonly row: LookedUpRow | undefined;
}

/**
 * The same question with the row that was found for it in front, in the system message: what is asked
 * stays as it was, so that evaluations can be compared.
 *
 * @param unknownAnswer what is to be answered where the row does not tell
 */
export const withLookUp = (
  question: Question,
  rows: RowFinder,
  unknownAnswer: string,
): Question => ({ ...question, prompt: lookUp(question.prompt, rows, unknownAnswer).prompt });

/** A conversation whose system message ends with a row; without a row, it says that there is none. */
export function lookUp(
  prompt: readonly Message[],
  rows: RowFinder,
  unknownAnswer: string,
): LookedUp {
  const row = rows.find(prompt.at(-1)?.content ?? '');
  const own = prompt.filter(({ role }) => role === 'system').map(({ content }) => content);
  const found = row === undefined ? nothingFound : textOf(row);
  const content = [...own, instructionFor(unknownAnswer), found].join('\n\n');
  const others = prompt.filter(({ role }) => role !== 'system');
  return { prompt: [{ role: 'system', content }, ...others], row };
}

/** Begins every prompt, so that a model reads it once for all questions. */
const instructionFor = (unknownAnswer: string): string =>
  `Answer the question from the row of a table below. Reply with the value alone, written exactly as in the row. If the row is about someone or something else, or does not hold the answer, reply ${unknownAnswer}.`;

const nothingFound = 'Row: none was found';

const textOf = ({ cells }: LookedUpRow): string =>
  ['Row:', ...cells.map(([header, value]) => `${header}: ${value}`)].join('\n');
