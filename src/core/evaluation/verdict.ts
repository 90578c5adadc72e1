export const verdicts = [
  'exact',
  'equivalent',
  'skewed',
  'hallucinated',
  'pattern correct',
  'malformed',
  'overrun',
  'empty',
] as const;
export type Verdict = (typeof verdicts)[number];

export const reasons = [
  'another entity',
  'another statistic',
  'one digit off',
  'most frequent answer',
] as const;
export type Reason = (typeof reasons)[number];

/** What scoring says of one output. */
export interface Score {
  readonly verdict: Verdict;
  /** True when the output has the form of the golden: a count, a score, an average, a span. */
  readonly format: boolean;
  readonly reason?: Reason;
}

/**
 * Share of the golden within which a number of the right form is `skewed` and not `hallucinated`, unless
 * somebody sets another.
 */
export const usualSkewLimit = 0.15;
