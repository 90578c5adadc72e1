import { askedOf, type Message, type Question } from '../dataset/question.ts';
import type { LookedUpRow, RowFinder } from './rowFinder.ts';

/**
 * The same question with the row that was found for it in front, in the system message: what is asked
 * stays as it was, so that evaluations can be compared.
 *
 * @param unknownAnswer what is to be answered where the row does not tell
 */
export function withLookUp(question: Question, rows: RowFinder, unknownAnswer: string): Question {
  const row = rows.find(askedOf(question));
  return { ...question, prompt: promptWith(row, question.prompt, unknownAnswer) };
}

/** A conversation whose system message ends with a row; without a row, it says that there is none. */
function promptWith(
  row: LookedUpRow | undefined,
  prompt: readonly Message[],
  unknownAnswer: string,
): readonly Message[] {
  const own = prompt.filter(({ role }) => role === 'system').map(({ content }) => content);
  const found = row === undefined ? nothingFound : textOf(row);
  const content = [...own, instructionFor(unknownAnswer), found].join('\n\n');
  return [{ role: 'system', content }, ...prompt.filter(({ role }) => role !== 'system')];
}

/** Begins every prompt, so that a model reads it once for all questions. */
const instructionFor = (unknownAnswer: string): string =>
  `Answer the question from the row of a table below. Reply with the value alone, written exactly as in the row. If the row is about someone or something else, or does not hold the answer, reply ${unknownAnswer}.`;

const nothingFound = 'Row: none was found';

const textOf = ({ cells }: LookedUpRow): string =>
  ['Row:', ...cells.map(([header, value]) => `${header}: ${value}`)].join('\n');
