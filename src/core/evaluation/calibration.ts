import { isUnknowable } from '../dataset/question.ts';
import { formatCount, formatPercent, formatShare } from '../common/formatNumbers.ts';
import { translate as t } from '../common/translate.ts';
import type { EvaluationRow } from './evaluationRows.ts';

/** How well the probability that a model gives its own answer tells whether that is right. */
export interface Calibration {
  /** By ascending confidence, ten of about the same size. */
  readonly bins: readonly CalibrationBin[];
  /**
   * Mean distance of confidence and share of right answers over the bins: expected calibration error
   * (arXiv 1706.04599, eq. 3), with bins of one size instead of one width.
   */
  readonly error: number;
  readonly threshold: ConfidenceThreshold;
}

export interface CalibrationBin {
  readonly questions: number;
  /** Mean. */
  readonly confidence: number;
  /** Share of right answers. */
  readonly right: number;
}

/** Above which confidence no answer is a bad one. */
export interface ConfidenceThreshold {
  /** What is bad: an answer to what the table does not know; where no such question was asked, any wrong one. */
  readonly of: 'invented' | 'wrong';
  readonly bad: number;
  /** Of the surest bad answer; 0 without one. */
  readonly confidence: number;
  /** Right answers to what the table knows, and those that are surer than any bad one. */
  readonly right: number;
  readonly kept: number;
}

const mostBins = 10;

/** Collects answers; those without a confidence, from trainers before it was measured, are left out. */
export class CalibrationCounter {
  readonly #confidences: number[] = [];
  readonly #right: boolean[] = [];
  readonly #known: number[] = [];
  #asksUnknowable = false;
  readonly #bad = { invented: { count: 0, surest: 0 }, wrong: { count: 0, surest: 0 } };

  add({ question, verdict, outputLogprob }: EvaluationRow): void {
    if (outputLogprob === undefined) return;
    const confidence = Math.min(1, Math.exp(outputLogprob));
    const isRight = verdict === 'exact';
    this.#confidences.push(confidence);
    this.#right.push(isRight);
    const unknowable = isUnknowable(question.split);
    this.#asksUnknowable ||= unknowable;
    if (isRight) {
      if (!unknowable) this.#known.push(confidence);
      return;
    }
    // An answer by not knowing is never a bad one: it tells nothing wrong.
    if (verdict === 'refused') return;
    for (const bad of unknowable ? (['invented', 'wrong'] as const) : (['wrong'] as const)) {
      this.#bad[bad].count++;
      this.#bad[bad].surest = Math.max(this.#bad[bad].surest, confidence);
    }
  }

  /** Undefined where no answer has a confidence. */
  calibration(): Calibration | undefined {
    if (this.#confidences.length === 0) return undefined;
    const bins = this.#bins();
    const of = this.#asksUnknowable ? 'invented' : 'wrong';
    const { count, surest } = this.#bad[of];
    return {
      bins,
      error: bins.reduce(
        (sum, { questions, confidence, right }) =>
          sum + (Math.abs(confidence - right) * questions) / this.#confidences.length,
        0,
      ),
      threshold: {
        ...{ of, bad: count, confidence: surest, right: this.#known.length },
        kept: this.#known.filter((confidence) => count === 0 || confidence > surest).length,
      },
    };
  }

  #bins(): CalibrationBin[] {
    const { length } = this.#confidences;
    const order = Uint32Array.from({ length }, (_, at) => at).sort(
      (a, b) => (this.#confidences[a] ?? 0) - (this.#confidences[b] ?? 0),
    );
    const count = Math.min(mostBins, length);
    return Array.from({ length: count }, (_, bin) => {
      const rows = order.subarray((bin * length) / count, ((bin + 1) * length) / count);
      let [confidence, right] = [0, 0];
      for (const row of rows) {
        confidence += this.#confidences[row] ?? 0;
        if (this.#right[row]) right++;
      }
      return {
        questions: rows.length,
        confidence: confidence / rows.length,
        right: right / rows.length,
      };
    });
  }
}

/** `Above a confidence of 98.4 % nothing is invented, and 2,650 of 2,700 right answers (98.1 %) are left.` */
export function thresholdInWords({
  of,
  bad,
  confidence,
  right,
  kept,
}: ConfidenceThreshold): string {
  const isInvented = of === 'invented';
  if (bad === 0) return isInvented ? t('Nothing was invented.') : t('No answer was wrong.');
  if (kept === 0) {
    return isInvented
      ? t('The surest invented answer is as sure as any right one: no threshold tells them apart.')
      : t('The surest wrong answer is as sure as any right one: no threshold tells them apart.');
  }
  const [above, share] = [upwards(confidence), formatShare(kept, right)];
  const [left, all] = [formatCount(kept), formatCount(right)];
  return isInvented
    ? t(
        'Above a confidence of {0} nothing is invented, and {1} of {2} right answers ({3}) are left.',
        ...[above, left, all, share],
      )
    : t(
        'Above a confidence of {0} no answer is wrong, and {1} of {2} right answers ({3}) are left.',
        ...[above, left, all, share],
      );
}

/**
 * Rounded up, so that what is said of greater ones holds; from 99.9 % on with four decimals. Logarithms are
 * kept to the millionth: that of 99.9999 % must not read 100 %, above which there is nothing.
 */
const upwards = (share: number): string =>
  share < 0.999
    ? formatPercent(Math.ceil(share * 1000) / 1000)
    : `${Math.ceil(share * 1e6 - 1e-5) / 1e4} %`;
