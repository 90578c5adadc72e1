import { formatCount, formatShare } from '../common/formatNumbers.ts';
import { splits, type Split } from '../dataset/question.ts';
import type { SplitTallies } from './evaluation.ts';

const words: Readonly<Record<Split, string>> = {
  train: 'trained',
  phrasing: 'unseen',
  fact: 'unseen facts',
  unknown: 'unknown',
  'unknown-held': 'unknown unseen',
  asked: 'other ways',
};

/** `trained 100 %`, of each split that was asked. */
export const splitScores = (
  totals: SplitTallies,
): readonly { readonly split: Split; readonly words: string }[] =>
  splits
    .filter((split) => totals[split].questions > 0)
    .map((split) => ({
      split,
      words: `${words[split]} ${formatShare(totals[split].exact, totals[split].questions)}`,
    }));

/**
 * The score of a run that has answered, the same wherever it is shown: `trained 100 % · unseen 96.2 % ·
 * 34 ❌`, or `all ✅`.
 */
export const scoreInWords = (totals: SplitTallies): string =>
  [...splitScores(totals).map((one) => one.words), missesInWords(totals)].join(' · ');

function missesInWords(totals: SplitTallies): string {
  const misses = missesIn(totals);
  return misses === 0 ? 'all ✅' : `${formatCount(misses)} ❌`;
}

export const questionsIn = (totals: SplitTallies): number =>
  splits.reduce((sum, split) => sum + totals[split].questions, 0);

export const missesIn = (totals: SplitTallies): number =>
  splits.reduce((sum, split) => sum + totals[split].questions - totals[split].exact, 0);
