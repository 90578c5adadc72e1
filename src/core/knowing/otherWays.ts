import type { Draws } from '../common/draws.ts';
import {
  askedOf,
  goldenOf,
  type Message,
  type Question,
  type QuestionKind,
} from '../dataset/question.ts';
import { placesOf, renamed } from './renamed.ts';
import { bothAnswers, sentences, unknownLanguage } from './unknownData.ts';

interface Asked {
  readonly name: string;
  readonly question: Question;
  /** One that might have been asked before. */
  readonly other: Question;
  readonly draws: Draws;
  /** The question in words that no phrasing uses; undefined where there are none. */
  readonly otherWords: string | undefined;
  readonly of: AskedFact;
}

/** What else the table says of a fact. */
export interface AskedFact {
  /** What the statistic is called. */
  readonly said: string;
  /** Another name of the entity. */
  readonly fullName: string | undefined;
  /** Questions about the entity’s other facts. */
  readonly others: readonly Question[];
  /** In another language, with `{entity}` in it. */
  readonly translated: string | undefined;
  /** Who or what has the value, with `{value}` in it; where no other entity has it. */
  readonly reversed: string | undefined;
}

/** Everything in which the other question differs. */
type Changes = Pick<Question, 'prompt'> &
  Partial<Pick<Question, 'completion' | 'fact' | 'statistic'>>;

/** A way to ask for a fact that no phrasing uses. */
export interface OtherWay {
  readonly kind: QuestionKind;
  /** Undefined where the question cannot be asked so. */
  readonly ask: (asked: Asked) => Changes | undefined;
}

const says = (content: string): Changes => ({ prompt: [message(content)] });
const message = (content: string): Message => ({ role: 'user', content });
const answers = (content: string): Question['completion'] => [{ role: 'assistant', content }];

const otherWays: readonly (OtherWay & { readonly english?: true })[] = [
  {
    kind: 'terse',
    ask: ({ question, of: { said } }) => says(`${question.entity} ${said}?`),
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
    ask: ({ otherWords }) => (otherWords === undefined ? undefined : says(otherWords)),
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
        : {
            prompt: [
              message(askedOf(other)),
              { role: 'assistant', content: goldenOf(other) },
              message(askedOf(question)),
            ],
          },
  },
  {
    kind: 'full-name',
    ask: ({ name, question, of: { fullName } }) => {
      if (fullName === undefined || fullName === name) return undefined;
      const asked = renamed(askedOf(question), name, fullName);
      return asked === undefined ? undefined : says(asked);
    },
  },
  {
    kind: 'two-facts',
    english: true,
    ask: ({ question, of: { others }, draws }) => {
      if (others.length === 0) return undefined;
      const second = draws.of(others);
      return {
        ...says(`${askedOf(question)} ${askedOf(second)} ${bothAnswers}`),
        completion: answers(`${goldenOf(question)}, ${goldenOf(second)}`),
        fact: `two-facts/${question.fact}`,
        statistic: 'two-facts',
      };
    },
  },
  {
    kind: 'other-language',
    ask: ({ name, of: { translated } }) =>
      translated === undefined ? undefined : says(translated.replaceAll('{entity}', () => name)),
  },
  {
    kind: 'reversed',
    english: true,
    ask: ({ name, question, of: { reversed } }) =>
      reversed === undefined
        ? undefined
        : {
            ...says(reversed.replaceAll('{value}', () => goldenOf(question))),
            completion: answers(name),
            fact: `reversed/${question.fact}`,
            statistic: 'reversed',
          },
  },
];

export const otherWaysOf = (language: string): readonly OtherWay[] =>
  otherWays.filter(({ english }) => english !== true || language === unknownLanguage);

/** Two letters within a word changed places; never in the name, which would be someone else's. */
function withTypingError(asked: string, name: string, draws: Draws): string | undefined {
  const named = placesOf(asked, name);
  const places = [...asked.matchAll(/\p{L}{4,}/gu)]
    .filter(({ 0: word, index }) =>
      named.every((at) => index + word.length <= at || index >= at + name.length),
    )
    .flatMap(({ 0: word, index }) =>
      Array.from({ length: word.length - 2 }, (_, i) => index + i + 1).filter(
        // Halves of a letter stay together.
        (at) =>
          asked.charAt(at) !== asked.charAt(at + 1) &&
          !/[\ud800-\udfff]/.test(asked.slice(at, at + 2)),
      ),
    );
  if (places.length === 0) return undefined;
  const at = draws.of(places);
  return asked.slice(0, at) + asked.charAt(at + 1) + asked.charAt(at) + asked.slice(at + 2);
}
