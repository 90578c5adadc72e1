import * as l10n from '@vscode/l10n';
import type { Change } from '../../src/core/evaluation/comparison.ts';
import type { SortColumn } from '../../src/core/evaluation/query.ts';
import type { QuestionKind, Split } from '../../src/core/dataset/question.ts';
import type { Reason, Verdict } from '../../src/core/evaluation/verdict.ts';

export const columnTitles: Readonly<Record<SortColumn, string>> = {
  recall: l10n.t('Recall'),
  format: l10n.t('Format'),
  question: l10n.t('Question'),
  output: l10n.t('Output'),
  before: l10n.t('Output before'),
  golden: l10n.t('Golden'),
  change: l10n.t('Change'),
  verdict: l10n.t('Verdict'),
  reason: l10n.t('Reason'),
  statistic: l10n.t('Statistic'),
  entity: l10n.t('Player'),
  phrasing: l10n.t('Phrasing'),
  split: l10n.t('Split'),
  logprob: l10n.t('Log-prob.'),
};

export const columnHints: Readonly<Record<SortColumn, string>> = {
  recall: l10n.t('✅ the output is the golden, character for character; ❌ it is not'),
  format: l10n.t(
    '❌ the output could not be an answer: it has another form, or is out of the column’s range',
  ),
  question: l10n.t('What the model was asked'),
  output: l10n.t('The model’s answer; characters that the golden lacks are underlined'),
  before: l10n.t('The answer in the evaluation that this one is compared with'),
  golden: l10n.t('The answer in the table; characters that the output lacks are underlined'),
  change: l10n.t('How the question changed since the evaluation that this one is compared with'),
  verdict: l10n.t('How the output compares with the golden'),
  reason: l10n.t('The likely cause of the wrong output, if known'),
  statistic: l10n.t('The column of the table that is asked about'),
  entity: l10n.t('The row of the table that is asked about'),
  phrasing: l10n.t('Number of the phrasing within its statistic'),
  split: l10n.t('Whether the question was trained on'),
  logprob: l10n.t('Natural logarithm of the probability that the model gives the golden'),
};

export const verdictHints: Readonly<Record<Verdict, string>> = {
  exact: l10n.t('The golden, character for character'),
  equivalent: l10n.t('The same value, spelled differently'),
  skewed: l10n.t('A number of the right form, near the golden (within 15 % unless set otherwise)'),
  hallucinated: l10n.t('A number of the right form, not near the golden'),
  invented: l10n.t('An answer where the table has none and “unknown” is right'),
  refused: l10n.t('“unknown”, though the table knows'),
  'pattern correct': l10n.t(
    'The right form, where nearness is meaningless, as for a span of years',
  ),
  malformed: l10n.t(
    'Not an answer of this column: another form, a figure far out of its range, years in no possible order',
  ),
  overrun: l10n.t('Starts with the golden, then continues'),
  empty: l10n.t('Nothing was said'),
};

export const reasonHints: Readonly<Record<Reason, string>> = {
  'not-out mark': l10n.t('The golden but for the star of a not-out score'),
  'another entity': l10n.t("Another player's value of this statistic"),
  'another statistic': l10n.t('Another statistic of this player'),
  'one digit off': l10n.t('The golden with one digit wrong'),
  'most frequent answer': l10n.t('The model’s most frequent wrong answer for this statistic'),
};

export const changeHints: Readonly<Record<Change, string>> = {
  fixed: l10n.t('Not recalled before, recalled now'),
  'still wrong': l10n.t('Not recalled before or now'),
  'newly broken': l10n.t('Recalled before, not recalled now'),
  'still exact': l10n.t('Recalled before and now'),
  'not asked': l10n.t('Not asked before'),
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
  train: l10n.t('Trained questions'),
  phrasing: l10n.t('Unseen phrasings'),
  fact: l10n.t('Unseen facts'),
  unknown: l10n.t('Unknown, trained'),
  'unknown-held': l10n.t('Unknown, unseen'),
  asked: l10n.t('Asked in other ways'),
};

export const splitWords: Readonly<Record<Split, string>> = {
  train: l10n.t('trained'),
  phrasing: l10n.t('unseen phrasing'),
  fact: l10n.t('unseen fact'),
  unknown: l10n.t('unknown, trained'),
  'unknown-held': l10n.t('unknown, unseen'),
  asked: l10n.t('asked in another way'),
};

export const splitHints: Readonly<Record<Split, string>> = {
  train: l10n.t('Questions that were trained on'),
  phrasing: l10n.t(
    'Phrasings never trained, of facts that were: does it know the fact or the sentence?',
  ),
  fact: l10n.t('Facts never trained in any phrasing: what guessing reaches'),
  unknown: l10n.t('Questions that the table cannot answer, trained to be answered so'),
  'unknown-held': l10n.t('Questions that the table cannot answer, never trained'),
  asked: l10n.t(
    'Trained facts, asked in other ways: in a few words, in lower case, with a typing error',
  ),
};

export const kindTitles: Readonly<Record<QuestionKind, string>> = {
  'invented-name': l10n.t('Invented name'),
  'near-name': l10n.t('One letter off'),
  'missing-statistic': l10n.t('Statistic not in the table'),
  outside: l10n.t('Not in the table'),
  terse: l10n.t('A few words'),
  'lower-case': l10n.t('Lower case'),
  'typing-error': l10n.t('Typing error'),
  'other-words': l10n.t('Other words'),
  'inside-a-sentence': l10n.t('Inside a sentence'),
  'second-turn': l10n.t('Second turn'),
  'full-name': l10n.t('Full name'),
  'two-facts': l10n.t('Two facts'),
  'other-language': l10n.t('Other language'),
  reversed: l10n.t('Reversed'),
};

export const kindHints: Readonly<Record<QuestionKind, string>> = {
  'invented-name': l10n.t('Someone made up from the names in the table: “unknown” is right'),
  'near-name': l10n.t('A name of the table with one letter changed: “unknown” is right'),
  'missing-statistic': l10n.t(
    'A statistic or format that the table does not have: “unknown” is right',
  ),
  outside: l10n.t('Someone real who is not in the table: “unknown” is right'),
  terse: l10n.t('BC Lara Test runs?'),
  'lower-case': l10n.t('All in lower case, without punctuation'),
  'typing-error': l10n.t('Two neighbouring letters of a word changed places'),
  'other-words': l10n.t('By the name of the statistic, in words that no phrasing has'),
  'inside-a-sentence': l10n.t('The question within a longer message'),
  'second-turn': l10n.t('The same after another question and its answer'),
  'full-name': l10n.t('By another name that the table gives: Brian Lara for BC Lara'),
  'two-facts': l10n.t('Two questions in one, about one entity'),
  'other-language': l10n.t('The question in Hindi'),
  reversed: l10n.t('Who made 11,953 Test runs?'),
};

/** `highest-score` as a title. */
export function statisticTitle(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
