import { askedOf, type Message, type Question } from '../dataset/question.ts';
import type { LookedUpRow, RowFinder } from './rowFinder.ts';

/**
 * The same question with the row that was found for it in front, in the user's message: some chat
 * templates take no system message.
 *
 * @param unknownAnswer what is to be answered where the row does not tell
 */
export function withLookUp(question: Question, rows: RowFinder, unknownAnswer: string): Question {
  const asked = askedOf(question);
  return { ...question, prompt: promptWith(rows.find(asked), question.prompt, unknownAnswer) };
}

/** A conversation whose last message has a row before it; without a row, that there is none. */
function promptWith(
  row: LookedUpRow | undefined,
  prompt: readonly Message[],
  unknownAnswer: string,
): readonly Message[] {
  const before = prompt.slice(0, -1);
  const asked = prompt.at(-1)?.content ?? '';
  const content = `${instructionFor(unknownAnswer)}\n\n${row === undefined ? nothingFound : textOf(row)}\n\nQuestion: ${asked}`;
  return [...before, { role: 'user', content }];
}

/** Begins every prompt, so that a model reads it once for all questions. */
const instructionFor = (unknownAnswer: string): string =>
  `Answer the question from the row of a table below. Reply with the value alone, written exactly as in the row. If the row is about someone or something else, or does not hold the answer, reply ${unknownAnswer}.`;

const nothingFound = 'Row: none was found';

const textOf = ({ cells }: LookedUpRow): string =>
  ['Row:', ...cells.map(([header, value]) => `${header}: ${value}`)].join('\n');
