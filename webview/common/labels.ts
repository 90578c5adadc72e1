import type { Change } from '../../src/core/evaluation/comparison.ts';
import type { SortColumn } from '../../src/core/evaluation/query.ts';
import type { QuestionKind, Split } from '../../src/core/dataset/question.ts';
import type { Reason, Verdict } from '../../src/core/evaluation/verdict.ts';

export const columnTitles: Readonly<Record<SortColumn, string>> = {
  recall: 'Recall',
  format: 'Format',
  question: 'Question',
  output: 'Output',
  before: 'Output before',
  golden: 'Golden',
  change: 'Change',
  verdict: 'Verdict',
  reason: 'Reason',
  statistic: 'Statistic',
  entity: 'Player',
  phrasing: 'Phrasing',
  split: 'Split',
  logprob: 'Log-prob.',
};

export const columnHints: Readonly<Record<SortColumn, string>> = {
  recall: '✅ the output is the golden, character for character; ❌ it is not',
  format:
    '❌ the output could not be an answer: it has another form, or is out of the column’s range',
  question: 'What the model was asked',
  output: 'The model’s answer; characters that the golden lacks are underlined',
  before: 'The answer in the evaluation that this one is compared with',
  golden: 'The answer in the table; characters that the output lacks are underlined',
  change: 'How the question changed since the evaluation that this one is compared with',
  verdict: 'How the output compares with the golden',
  reason: 'The likely cause of the wrong output, if known',
  statistic: 'The column of the table that is asked about',
  entity: 'The row of the table that is asked about',
  phrasing: 'Number of the phrasing within its statistic',
  split: 'Whether the question was trained on',
  logprob: 'Natural logarithm of the probability that the model gives the golden',
};

export const verdictHints: Readonly<Record<Verdict, string>> = {
  exact: 'The golden, character for character',
  equivalent: 'The same value, spelled differently',
  skewed: 'A number of the right form, near the golden (within 15 % unless set otherwise)',
  hallucinated: 'A number of the right form, not near the golden',
  invented: 'An answer where the table has none and “unknown” is right',
  refused: '“unknown”, though the table knows',
  'pattern correct': 'The right form, where nearness is meaningless, as for a span of years',
  malformed:
    'Not an answer of this column: another form, a figure far out of its range, years in no possible order',
  overrun: 'Starts with the golden, then continues',
  empty: 'Nothing was said',
};

export const reasonHints: Readonly<Record<Reason, string>> = {
  'not-out mark': 'The golden but for the star of a not-out score',
  'another entity': "Another player's value of this statistic",
  'another statistic': 'Another statistic of this player',
  'one digit off': 'The golden with one digit wrong',
  'most frequent answer': 'The model’s most frequent wrong answer for this statistic',
};

export const changeHints: Readonly<Record<Change, string>> = {
  fixed: 'Not recalled before, recalled now',
  'still wrong': 'Not recalled before or now',
  'newly broken': 'Recalled before, not recalled now',
  'still exact': 'Recalled before and now',
  'not asked': 'Not asked before',
};

/** A symbol beside the word, to be found at a glance. */
export const changeSigns: Readonly<Record<Change, string>> = {
  fixed: '▲',
  'still wrong': '◇',
  'newly broken': '▼',
  'still exact': '=',
  'not asked': '·',
};

export const splitTitles: Readonly<Record<Split, string>> = {
  train: 'Trained questions',
  phrasing: 'Unseen phrasings',
  fact: 'Unseen facts',
  unknown: 'Unknown, trained',
  'unknown-held': 'Unknown, unseen',
  asked: 'Asked in other ways',
};

export const splitWords: Readonly<Record<Split, string>> = {
  train: 'trained',
  phrasing: 'unseen phrasing',
  fact: 'unseen fact',
  unknown: 'unknown, trained',
  'unknown-held': 'unknown, unseen',
  asked: 'asked in another way',
};

export const splitHints: Readonly<Record<Split, string>> = {
  train: 'Questions that were trained on',
  phrasing: 'Phrasings never trained, of facts that were: does it know the fact or the sentence?',
  fact: 'Facts never trained in any phrasing: what guessing reaches',
  unknown: 'Questions that the table cannot answer, trained to be answered so',
  'unknown-held': 'Questions that the table cannot answer, never trained',
  asked: 'Trained facts, asked in other ways: in a few words, in lower case, with a typing error',
};

export const kindTitles: Readonly<Record<QuestionKind, string>> = {
  'invented-name': 'Invented name',
  'near-name': 'One letter off',
  'missing-statistic': 'Statistic not in the table',
  outside: 'Not in the table',
  terse: 'A few words',
  'lower-case': 'Lower case',
  'typing-error': 'Typing error',
  'other-words': 'Other words',
  'inside-a-sentence': 'Inside a sentence',
  'second-turn': 'Second turn',
  'full-name': 'Full name',
  'two-facts': 'Two facts',
  'other-language': 'Other language',
  reversed: 'Reversed',
};

export const kindHints: Readonly<Record<QuestionKind, string>> = {
  'invented-name': 'Someone made up from the names in the table: “unknown” is right',
  'near-name': 'A name of the table with one letter changed: “unknown” is right',
  'missing-statistic': 'A statistic or format that the table does not have: “unknown” is right',
  outside: 'Someone real who is not in the table: “unknown” is right',
  terse: 'BC Lara Test runs?',
  'lower-case': 'All in lower case, without punctuation',
  'typing-error': 'Two neighbouring letters of a word changed places',
  'other-words': 'By the name of the statistic, in words that no phrasing has',
  'inside-a-sentence': 'The question within a longer message',
  'second-turn': 'The same after another question and its answer',
  'full-name': 'By another name that the table gives: Brian Lara for BC Lara',
  'two-facts': 'Two questions in one, about one entity',
  'other-language': 'The question in Hindi',
  reversed: 'Who made 11,953 Test runs?',
};

/** `highest-score` as a title. */
export function statisticTitle(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
