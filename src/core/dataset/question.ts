/** One asking of one fact in one phrasing: a line of questions.jsonl. */
export interface Question {
  /** `<entity slug>/<statistic>/<phrasing>`: unique in a dataset and stable under row order. */
  readonly id: string;
  /** The conversation up to the answer. */
  readonly prompt: readonly Message[];
  /** The golden, as the one message the assistant should give. */
  readonly completion: readonly [Message];
  /** `<entity slug>/<statistic>`: shared by all phrasings of one fact. */
  readonly fact: string;
  readonly entity: string;
  readonly statistic: string;
  /** 1-based number of the phrasing within its statistic. */
  readonly phrasing: number;
  readonly split: Split;
  /** How often an epoch of training asks it: once where it does not say, else 2 to `mostTimes`. */
  readonly times?: number;
  /** Where the golden stands in the table: 1-based data row (header not counted) and column header. */
  readonly source: { readonly row: number; readonly column: string };
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * `train`: trained on. `phrasing`: a phrasing never trained, of a fact that was. `fact`: a fact never
 * trained in any phrasing: the floor that guessing reaches.
 */
export const splits = ['train', 'phrasing', 'fact'] as const;
export type Split = (typeof splits)[number];

/** The golden answer of a question: the table's own characters. */
export const goldenOf = (question: Question): string => question.completion[0].content;

/** A question asked more often than this in an epoch would crowd out all others. */
export const mostTimes = 100;

/** The same question, asked so often in an epoch. */
export function askedTimes(question: Question, times: number): Question {
  const { times: before = 1, ...once } = question;
  if (times === before) return question;
  return times > 1 ? { ...once, times } : once;
}

/** What the model was asked, as the reader of a table wants to see it. */
export const askedOf = (question: Question): string => question.prompt.at(-1)?.content ?? '';
