import { say } from '../common/sentence.ts';
import { isObject } from '../common/isObject.ts';
import { UserError } from '../common/userError.ts';

export interface EditedTexts {
  readonly question: string;
  readonly golden: string;
}

/**
 * A line of questions.jsonl with another question or golden; whatever else it holds stays.
 *
 * @param line of a question, as `QuestionReader` reads it
 * @throws UserError when a text is empty
 */
export const editedLine = (line: string, texts: EditedTexts): string =>
  JSON.stringify(withTexts(JSON.parse(line), texts));

/** The same as another phrasing of its fact, trained like it. */
export const phrasingLine = (
  line: string,
  { id, phrasing, ...texts }: EditedTexts & { readonly id: string; readonly phrasing: number },
): string => JSON.stringify({ ...withTexts(JSON.parse(line), texts), id, phrasing });

/** A line about nothing but itself, trained. */
export function addedLine(id: string, texts: EditedTexts): string {
  const { question, golden } = filled(texts);
  return JSON.stringify({
    id,
    prompt: [{ role: 'user', content: question }],
    completion: [{ role: 'assistant', content: golden }],
    ...{ fact: id, entity: id, statistic: 'answer', phrasing: 1, split: 'train' },
    source: { row: 1, column: 'completion' },
  });
}

function withTexts(value: unknown, texts: EditedTexts): Record<string, unknown> {
  if (!isObject(value) || !Array.isArray(value.prompt)) throw new Error('not a question');
  const { question, golden } = filled(texts);
  const prompt: unknown[] = value.prompt;
  const asked = prompt.at(-1);
  return {
    ...value,
    prompt: [...prompt.slice(0, -1), { ...(isObject(asked) && asked), content: question }],
    completion: [{ role: 'assistant', content: golden }],
  };
}

function filled({ question, golden }: EditedTexts): EditedTexts {
  if (question.trim() === '') throw new UserError(say('A question needs words.'));
  if (golden.trim() === '') throw new UserError(say('A question needs a golden answer.'));
  return { question, golden };
}
