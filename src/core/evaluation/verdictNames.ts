import type { RecallTestItem } from './recallTestItem.ts';
import type { Reason, Score, Verdict } from './verdict.ts';

/** What people read; files keep the words of `verdict.ts`. */
export const verdictNames: Readonly<Record<Verdict, string>> = {
  exact: 'exact',
  equivalent: 'other spelling',
  skewed: 'near miss',
  hallucinated: 'wrong number',
  invented: 'invented',
  refused: 'refused',
  'pattern correct': 'wrong value',
  malformed: 'wrong form',
  overrun: 'goes on',
  empty: 'no answer',
};

export const reasonNames: Readonly<Record<Reason, string>> = {
  'not-out mark': 'not-out mark',
  'another entity': 'another row’s value',
  'another statistic': 'another statistic',
  'one digit off': 'one digit off',
  'most frequent answer': 'most frequent answer',
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
  return `❌ ${cut === '' ? '(nothing)' : cut}, golden ${test.golden} · ${missInWords(test)}`;
}
