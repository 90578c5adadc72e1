import { say, type Sentence } from '../common/sentence.ts';
import { cricket, type MatchFormat, sayFormat } from '../reading/domain.ts';
import { headerWords } from '../reading/headerWords.ts';
import { fillPhrasing, type Phrasings, type PhrasingLists, phrasingsFor } from './phrasings.ts';
import { askedOf, askedTimes, mostTimes, type Question } from './question.ts';
import { countedText } from '../common/counted.ts';
import { knownStatistics } from '../reading/knownStatistics.ts';

/** Further phrasings that a focus gives a fact at most; the next focus goes on where it ended. */
const furtherAtOnce = 4;

/** Phrasings of the general ones are numbered from here on for a statistic that has its own. */
const generalFrom = 101;

export interface FocusedQuestions extends FocusedFacts {
  readonly questions: readonly Question[];
}

/** Failed facts that get further phrasings, and those for which there is none: asked more often. */
export interface FocusedFacts {
  readonly reworded: number;
  readonly repeated: number;
}

/**
 * The next dataset after a run: all of its questions again, so that nothing recalled is forgotten and
 * the two evaluations can be compared, and more to train on for the facts that it failed. These get
 * phrasings that they were not asked in yet: the statistic's own, then general ones, but none that is
 * held back. Where there is none (left), as for other people's questions, which may not say whom and
 * what they ask about, the questions are asked once more in each epoch. What has been recalled since is
 * asked once again.
 *
 * @param failed Facts by their ids, of those that were trained
 */
export function focusQuestions(
  questions: readonly Question[],
  failed: ReadonlySet<string>,
  phrasings: Phrasings,
): FocusedQuestions {
  const lastOf = new Map<string, Question>();
  for (const question of questions) {
    // Not one in another way of asking: further phrasings are modelled on the usual ones.
    if (failed.has(question.fact) && question.kind === undefined)
      lastOf.set(question.fact, question);
  }
  const taken = {
    asked: new Set(questions.map(askedOf)),
    ids: new Set(questions.map(({ id }) => id)),
  };
  const further = new Map<string, readonly Question[]>();
  for (const [fact, last] of lastOf) further.set(fact, furtherPhrasings(last, phrasings, taken));
  const focused = questions.flatMap((question) => {
    const more = further.get(question.fact);
    if (more === undefined) return [askedTimes(question, 1)];
    const again = more.length === 0 ? askedOnceMore(question) : question;
    return question === lastOf.get(question.fact) ? [again, ...more] : [again];
  });
  const reworded = [...further.values()].filter((more) => more.length > 0).length;
  return { questions: focused, reworded, repeated: further.size - reworded };
}

/** What has been made, in a few words. */
export function focusInWords(questions: number, { reworded, repeated }: FocusedFacts): Sentence {
  const more = say('more phrasings for {0}', countedText(reworded, 'failed fact'));
  const often = say('{0} asked more often', countedText(repeated, 'failed fact'));
  const all = countedText(questions, 'question');
  if (reworded > 0 && repeated > 0) return say('{0}, with {1} and {2}', all, more, often);
  return say('{0}, with {1}', all, reworded > 0 ? more : often);
}

/** Only what is trained can be asked more often in training. */
const askedOnceMore = (question: Question): Question =>
  question.split === 'train'
    ? askedTimes(question, Math.min((question.times ?? 1) + 1, mostTimes))
    : question;

/** A question in phrasings that were not asked before, to train on. */
function furtherPhrasings(
  question: Question,
  phrasings: Phrasings,
  taken: { readonly asked: ReadonlySet<string>; readonly ids: ReadonlySet<string> },
): Question[] {
  const names = namesIn(question);
  if (names === undefined) return [];
  const { general } = phrasings;
  // A statistic's own phrasings are those of Test cricket: said of the format that was asked about.
  const known = phrasingsFor(phrasings, question.statistic);
  const asked = askedOf(question);
  const own =
    [...cricket.formats, cricket.neutral]
      .map((format) => listsIn(known, format))
      .find(({ train, held, more }) =>
        [...train, ...held, ...more].some((template) => fillPhrasing(template, names) === asked),
      ) ?? general;
  const templates =
    own === general
      ? numbered(own, known === general ? 1 : generalFrom)
      : [...numbered(own, 1), ...numbered(general, generalFrom)];
  const held = new Set(own.held.map((template) => fillPhrasing(template, names)));
  const made = new Map<string, Question>();
  for (const { template, phrasing } of templates) {
    const content = fillPhrasing(template, names);
    const id = `${question.fact}/${phrasing}`;
    if (held.has(content) || taken.asked.has(content) || taken.ids.has(id)) continue;
    if (made.size === furtherAtOnce || made.has(content)) continue;
    made.set(content, {
      ...askedTimes(question, 1),
      id,
      prompt: [...question.prompt.slice(0, -1), { role: 'user', content }],
      phrasing,
      split: 'train',
    });
  }
  return [...made.values()];
}

/** Phrasings of Test cricket, said of another format. */
const listsIn = (lists: PhrasingLists, format: MatchFormat): PhrasingLists => ({
  train: lists.train.map((template) => sayFormat(template, format)),
  held: lists.held.map((template) => sayFormat(template, format)),
  more: lists.more.map((template) => sayFormat(template, format)),
});

const numbered = ({ train, held, more }: PhrasingLists, from: number) =>
  [...train, ...held, ...more].map((template, at) => ({ template, phrasing: from + at }));

/**
 * Whom and what a question asks about, in the words of a phrasing: undefined where its text does not
 * name them, and so nothing says that the same could be asked in other words.
 */
function namesIn(question: Question): { entity: string; statistic: string } | undefined {
  const { entity, statistic, source } = question;
  const asked = askedOf(question);
  const title = knownStatistics.find(({ id }) => id === statistic)?.title;
  const words = title ?? headerWords(source.column).words;
  const isNamed =
    entity !== question.id &&
    asked.includes(entity) &&
    (title !== undefined || asked.toLowerCase().includes(words.toLowerCase()));
  return isNamed ? { entity, statistic: words } : undefined;
}
