import { say, type Sentence } from './sentence.ts';
import { formatCount } from './formatNumbers.ts';
import { translate, type Translate } from './translate.ts';

type Phrasing = <Words>(
  t: (text: string, ...values: readonly string[]) => Words,
  many: string,
) => readonly [one: Words, many: Words];

/** A language may count otherwise than by an s: every noun is translated with its count. */
const phrasings = {
  answer: (t, many) => [t('1 answer'), t('{0} answers', many)],
  cell: (t, many) => [t('1 cell'), t('{0} cells', many)],
  character: (t, many) => [t('1 character'), t('{0} characters', many)],
  'damaged cell': (t, many) => [t('1 damaged cell'), t('{0} damaged cells', many)],
  epoch: (t, many) => [t('1 epoch'), t('{0} epochs', many)],
  'failed fact': (t, many) => [t('1 failed fact'), t('{0} failed facts', many)],
  fact: (t, many) => [t('1 fact'), t('{0} facts', many)],
  GPU: (t, many) => [t('1 GPU'), t('{0} GPUs', many)],
  hyperparameter: (t, many) => [t('1 hyperparameter'), t('{0} hyperparameters', many)],
  line: (t, many) => [t('1 line'), t('{0} lines', many)],
  player: (t, many) => [t('1 player'), t('{0} players', many)],
  prompt: (t, many) => [t('1 prompt'), t('{0} prompts', many)],
  question: (t, many) => [t('1 question'), t('{0} questions', many)],
  record: (t, many) => [t('1 record'), t('{0} records', many)],
  row: (t, many) => [t('1 row'), t('{0} rows', many)],
  run: (t, many) => [t('1 run'), t('{0} runs', many)],
  seed: (t, many) => [t('1 seed'), t('{0} seeds', many)],
  step: (t, many) => [t('1 step'), t('{0} steps', many)],
  thread: (t, many) => [t('1 thread'), t('{0} threads', many)],
} satisfies Readonly<Record<string, Phrasing>>;

export type Noun = keyof typeof phrasings;

/** A count and its noun: `1 question`, `2,700 questions`. */
export function counted(count: number, noun: Noun, t: Translate = translate): string {
  const [one, many] = phrasings[noun](t, formatCount(count));
  return count === 1 ? one : many;
}

/** The same, to be put into words later. */
export function countedText(count: number, noun: Noun): Sentence {
  const [one, many] = phrasings[noun](say, formatCount(count));
  return count === 1 ? one : many;
}
