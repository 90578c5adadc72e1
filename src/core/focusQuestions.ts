import { fillWording, type Phrasings, wordingsOf } from './phrasings.ts';
import type { Question } from './question.ts';
import { knownStatistics } from './statistics.ts';

/**
 * The next dataset after a run: all of its questions again, so that nothing recalled is forgotten and
 * the two evaluations can be compared, and more wordings to train on for the facts that it failed.
 * These are of the general wordings, and so are numbered on from 101; a wording that is held back for
 * the statistic is never among them. Questions that name nobody, as other people's may, stay alone.
 *
 * @param failed Facts by their ids.
 */
export function focusQuestions(
  questions: readonly Question[],
  failed: ReadonlySet<string>,
  phrasings: Phrasings,
): Question[] {
  const asked = new Set(questions.map(textOf));
  const lastOf = new Map<string, string>();
  for (const { fact, id } of questions) lastOf.set(fact, id);
  const { train, held } = phrasings.general;
  return questions.flatMap((question) => {
    const { fact, id, entity, statistic, split } = question;
    const isLast = lastOf.get(fact) === id && failed.has(fact) && split !== 'fact';
    if (!isLast || !canBeReworded(question)) return [question];
    const title = titleOf(question);
    const own = wordingsOf(phrasings, statistic);
    const heldTexts = new Set(own.held.map((w) => fillWording(w, { entity, statistic: title })));
    const more = [...train, ...held].flatMap((wording, index): Question[] => {
      const content = fillWording(wording, { entity, statistic: title });
      if (heldTexts.has(content) || asked.has(content)) return [];
      const phrasing = 101 + index;
      return [
        {
          ...question,
          id: `${fact}/${phrasing}`,
          prompt: [...question.prompt.slice(0, -1), { role: 'user', content }],
          phrasing,
          split: 'train',
        },
      ];
    });
    return [question, ...more];
  });
}

/** Whether it asks for something of somebody: of other people's questions nobody can tell. */
const canBeReworded = (question: Question): boolean =>
  question.entity !== question.id && textOf(question).includes(question.entity);

const textOf = ({ prompt }: Question): string => prompt.at(-1)?.content ?? '';

/** What a general wording calls the statistic: its title, or the header that it was asked by. */
const titleOf = ({ statistic, source }: Question): string =>
  knownStatistics.find(({ id }) => id === statistic)?.title ?? source.column;
