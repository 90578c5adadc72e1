import { say, spoken, type Sentence } from '../common/sentence.ts';
import type { RecallTestItem } from './recallTestItem.ts';
import type { Translate } from '../common/translate.ts';
import type { Reason, Score, Verdict } from './verdict.ts';

/** What people read; files keep the words of `verdict.ts`. */
export const verdictNames: Readonly<Record<Verdict, Sentence>> = {
  exact: say('exact'),
  equivalent: say('other spelling'),
  skewed: say('near miss'),
  hallucinated: say('wrong number'),
  invented: say('invented'),
  refused: say('refused'),
  'pattern correct': say('wrong value'),
  malformed: say('wrong form'),
  overrun: say('goes on'),
  empty: say('no answer'),
};

export const reasonNames: Readonly<Record<Reason, Sentence>> = {
  'not-out mark': say('not-out mark'),
  'another entity': say('another row’s value'),
  'another statistic': say('another statistic'),
  'one digit off': say('one digit off'),
  'most frequent answer': say('most frequent answer'),
};

/** `wrong number: another row’s value`. */
export function missInWords(
  { verdict, reason }: Pick<Score, 'verdict' | 'reason'>,
  t?: Translate,
): string {
  const name = verdictNames[verdict];
  if (reason === undefined) return spoken(name, t);
  const why = reasonNames[reason];
  return spoken(reason === 'not-out mark' ? why : say('{0}: {1}', name, why), t);
}

/** Characters shown of an output. */
const longest = 80;

/** `❌ 151, golden 200 · near miss`, in one line. */
export function failureInWords(
  test: Pick<RecallTestItem, 'output' | 'golden' | 'verdict' | 'reason'>,
  t?: Translate,
): string {
  const output = test.output.trim().replaceAll(/\s+/g, ' ');
  const cut = output.length > longest ? `${output.slice(0, longest)}…` : output;
  return `❌ ${cut === '' ? spoken(nothing, t) : cut}, golden ${test.golden} · ${missInWords(test, t)}`;
}

/** In place of an output without any character. */
export const nothing = say('(nothing)');
