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
  /** What is special about it: of the splits about knowing, which kind of question it is. */
  readonly kind?: QuestionKind;
  /** How often an epoch of training asks it: once where it does not say, else 2 to `mostTimes`. */
  readonly times?: number;
  /**
   * Where the golden stands in the table: 1-based data row (header not counted) and column header. Row 0:
   * it stands nowhere, for the table does not know.
   */
  readonly source: { readonly row: number; readonly column: string };
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * What a question of the splits `unknown`, `unknown-held` and `asked` is: why the table cannot answer
 * it, or in which other way it asks what the table can.
 */
export const questionKinds = [
  'invented-name',
  'near-name',
  'missing-statistic',
  'outside',
  'terse',
  'lower-case',
  'typing-error',
  'other-words',
  'inside-a-sentence',
  'second-turn',
  'full-name',
  'two-facts',
  'other-language',
  'reversed',
] as const;
export type QuestionKind = (typeof questionKinds)[number];

/**
 * `train`: trained on. `phrasing`: a phrasing never trained, of a fact that was. `fact`: a fact never
 * trained in any phrasing: the floor that guessing reaches. `unknown`: trained to be answered by the
 * dataset's word for not knowing; `unknown-held`: the same, never trained. `asked`: trained facts asked
 * in other ways than phrasings ask.
 */
export const splits = ['train', 'phrasing', 'fact', 'unknown', 'unknown-held', 'asked'] as const;
export type Split = (typeof splits)[number];

/** Splits that an epoch of training asks. */
export const isTrained = (split: Split): boolean => split === 'train' || split === 'unknown';

/** Questions that an epoch of training asks. */
export const trainedIn = (counts: Readonly<Record<Split, number>>): number =>
  counts.train + counts.unknown;

/** Splits whose golden is the dataset's word for not knowing. */
export const isUnknowable = (split: Split): boolean =>
  split === 'unknown' || split === 'unknown-held';

/** One value for each split. */
export const eachSplit = <Value>(valueOf: (split: Split) => Value): Record<Split, Value> =>
  Object.fromEntries(splits.map((split) => [split, valueOf(split)])) as Record<Split, Value>;

/** The golden answer of a question: the table's own characters. */
export const goldenOf = (question: Question): string => question.completion[0].content;

/** A question asked more often than this in an epoch would crowd out all others. */
export const mostTimes = 100;

/** The same question, asked so often in an epoch. */
export function askedTimes(question: Question, times: number): Question {
  // Most are asked once: nothing is copied of these, of which there may be a million.
  if (times === (question.times ?? 1)) return question;
  const once: { -readonly [Key in keyof Question]: Question[Key] } = { ...question };
  delete once.times;
  return times > 1 ? { ...once, times } : once;
}

/** What the model was asked, as the reader of a table wants to see it. */
export const askedOf = (question: Question): string => question.prompt.at(-1)?.content ?? '';
