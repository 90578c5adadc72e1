import type { RecallTestItem } from './recallTestItem.ts';
import { translate as t } from '../common/translate.ts';
import type { Reason, Score, Verdict } from './verdict.ts';

/** What people read; files keep the words of `verdict.ts`. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  exact: t('exact'),
  equivalent: t('other spelling'),
  skewed: t('near miss'),
  hallucinated: t('wrong number'),
  invented: t('invented'),
  refused: t('refused'),
  'pattern correct': t('wrong value'),
  malformed: t('wrong form'),
  overrun: t('goes on'),
  empty: t('no answer'),
};

export const reasonNames: Readonly<Record<Reason, string>> = {
  'not-out mark': t('not-out mark'),
  'another entity': t('another row’s value'),
  'another statistic': t('another statistic'),
  'one digit off': t('one digit off'),
  'most frequent answer': t('most frequent answer'),
};

/** `wrong number: another row’s value`. */
export function missInWords({ verdict, reason }: Pick<Score, 'verdict' | 'reason'>): string {
  if (reason === 'not-out mark') return reasonNames[reason];
  const name = verdictNames[verdict];
  return reason === undefined ? name : `${name}: ${reasonNames[reason]}`;
}

/** Characters shown of an output. */
const longest = 80;

/** `❌ 151, golden 200 · near miss`, in one line. */
export function failureInWords(
  test: Pick<RecallTestItem, 'output' | 'golden' | 'verdict' | 'reason'>,
): string {
  const output = test.output.trim().replaceAll(/\s+/g, ' ');
  const cut = output.length > longest ? `${output.slice(0, longest)}…` : output;
  return `❌ ${cut === '' ? t('(nothing)') : cut}, golden ${test.golden} · ${missInWords(test)}`;
}
