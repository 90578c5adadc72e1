import type { Draws } from '../common/draws.ts';
import {
  askedOf,
  goldenOf,
  type Message,
  type Question,
  type QuestionKind,
} from '../dataset/question.ts';
import { sentences, unknownLanguage } from './unknownData.ts';

interface Asked {
  readonly name: string;
  readonly question: Question;
  /** One that might have been asked before. */
  readonly other: Question;
  readonly draws: Draws;
  /** What to ask in, with `{statistic}` and `{entity}` in it. */
  readonly otherWords: string;
}

/** A way to ask for a fact that no phrasing uses. */
export interface OtherWay {
  readonly kind: QuestionKind;
  /** Undefined where the question cannot be asked so. */
  readonly ask: (asked: Asked) => readonly Message[] | undefined;
}

const says = (content: string): readonly Message[] => [{ role: 'user', content }];

const otherWays: readonly (OtherWay & { readonly english?: true })[] = [
  {
    kind: 'terse',
    ask: ({ question }) => says(`${question.entity} ${question.statistic.replaceAll('-', ' ')}?`),
  },
  {
    kind: 'lower-case',
    ask: ({ question }) =>
      says(
        askedOf(question)
          .toLowerCase()
          .replace(/[?.!]+$/, ''),
      ),
  },
  {
    kind: 'typing-error',
    ask: ({ name, question, draws }) => {
      const typed = withTypingError(askedOf(question), name, draws);
      return typed === undefined ? undefined : says(typed);
    },
  },
  {
    kind: 'other-words',
    english: true,
    ask: ({ name, question, otherWords }) =>
      says(inOtherWords(otherWords, question.statistic, name)),
  },
  {
    kind: 'inside-a-sentence',
    english: true,
    ask: ({ question, draws }) =>
      says(draws.of(sentences).replace('{question}', () => askedOf(question))),
  },
  {
    kind: 'second-turn',
    ask: ({ question, other }) =>
      other.fact === question.fact
        ? undefined
        : [
            ...says(askedOf(other)),
            { role: 'assistant', content: goldenOf(other) },
            ...says(askedOf(question)),
          ],
  },
];

export const otherWaysOf = (language: string): readonly OtherWay[] =>
  otherWays.filter(({ english }) => english !== true || language === unknownLanguage);

/** @param statistic its id, which is its name with hyphens */
export const inOtherWords = (template: string, statistic: string, name: string): string =>
  template
    .replaceAll('{statistic}', () => statistic.replaceAll('-', ' '))
    .replaceAll('{entity}', () => name);

/** Two letters within a word changed places; never in the name, which would be someone else's. */
function withTypingError(asked: string, name: string, draws: Draws): string | undefined {
  const start = asked.indexOf(name);
  const end = start + name.length;
  const places = [...asked.matchAll(/\p{L}{4,}/gu)]
    .filter(({ 0: word, index }) => start < 0 || index + word.length <= start || index >= end)
    .flatMap(({ 0: word, index }) =>
      Array.from({ length: word.length - 2 }, (_, i) => index + i + 1).filter(
        (at) => asked.charAt(at) !== asked.charAt(at + 1),
      ),
    );
  if (places.length === 0) return undefined;
  const at = draws.of(places);
  return asked.slice(0, at) + asked.charAt(at + 1) + asked.charAt(at) + asked.slice(at + 2);
}
