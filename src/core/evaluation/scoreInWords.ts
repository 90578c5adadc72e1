import { formatCount, formatShare } from '../common/formatNumbers.ts';
import { translate, type Translate } from '../common/translate.ts';
import { splits, type Split } from '../dataset/question.ts';
import type { SplitTallies } from './evaluation.ts';

interface SplitScore {
  readonly split: Split;
  readonly name: string;
  readonly share: string;
}

const namesOf = (t: Translate): Readonly<Record<Split, string>> => ({
  train: t('trained'),
  phrasing: t('unseen'),
  fact: t('unseen facts'),
  unknown: t('unknown'),
  'unknown-held': t('unknown unseen'),
  asked: t('other ways'),
});

/** `trained`, `100 %`, of each split that was asked. */
export function splitScores(totals: SplitTallies, t: Translate = translate): SplitScore[] {
  const names = namesOf(t);
  return splits
    .filter((split) => totals[split].questions > 0)
    .map((split) => ({
      split,
      name: names[split],
      share: formatShare(totals[split].exact, totals[split].questions),
    }));
}

/**
 * The score of a run that has answered, the same wherever it is shown: `trained 100 % · unseen 96.2 % ·
 * 34 ❌`, or `all ✅`.
 */
export const scoreInWords = (totals: SplitTallies, t: Translate = translate): string =>
  [
    ...splitScores(totals, t).map(({ name, share }) => `${name} ${share}`),
    missesInWords(totals, t),
  ].join(' · ');

/** `34 ❌`, or `all ✅`. */
export function missesInWords(totals: SplitTallies, t: Translate = translate): string {
  const misses = missesIn(totals);
  return misses === 0 ? t('all ✅') : `${formatCount(misses)} ❌`;
}

export const questionsIn = (totals: SplitTallies): number =>
  splits.reduce((sum, split) => sum + totals[split].questions, 0);

export const missesIn = (totals: SplitTallies): number =>
  splits.reduce((sum, split) => sum + totals[split].questions - totals[split].exact, 0);
