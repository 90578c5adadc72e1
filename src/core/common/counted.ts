import { formatCount } from './formatNumbers.ts';
import { translate, type Translate } from './translate.ts';

type Phrasing = (t: Translate, many: string) => readonly [one: string, many: string];

/** A language may count otherwise than by an s: every noun is translated with its count. */
const phrasings = {
  answer: (t, many) => [t('1 answer'), t('{0} answers', many)],
  'damaged cell': (t, many) => [t('1 damaged cell'), t('{0} damaged cells', many)],
  epoch: (t, many) => [t('1 epoch'), t('{0} epochs', many)],
  fact: (t, many) => [t('1 fact'), t('{0} facts', many)],
  hyperparameter: (t, many) => [t('1 hyperparameter'), t('{0} hyperparameters', many)],
  line: (t, many) => [t('1 line'), t('{0} lines', many)],
  player: (t, many) => [t('1 player'), t('{0} players', many)],
  prompt: (t, many) => [t('1 prompt'), t('{0} prompts', many)],
  question: (t, many) => [t('1 question'), t('{0} questions', many)],
  record: (t, many) => [t('1 record'), t('{0} records', many)],
  row: (t, many) => [t('1 row'), t('{0} rows', many)],
  run: (t, many) => [t('1 run'), t('{0} runs', many)],
  step: (t, many) => [t('1 step'), t('{0} steps', many)],
} satisfies Readonly<Record<string, Phrasing>>;

export type Noun = keyof typeof phrasings;

/** A count and its noun: `1 question`, `2,700 questions`. */
export function counted(count: number, noun: Noun, t: Translate = translate): string {
  const [one, many] = phrasings[noun](t, formatCount(count));
  return count === 1 ? one : many;
}
