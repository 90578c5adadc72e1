export const verdicts = [
  'exact',
  'equivalent',
  'skewed',
  'hallucinated',
  'invented',
  'refused',
  'pattern correct',
  'malformed',
  'overrun',
  'empty',
] as const;
export type Verdict = (typeof verdicts)[number];

export const reasons = [
  'not-out mark',
  'another entity',
  'another statistic',
  'one digit off',
  'most frequent answer',
] as const;
export type Reason = (typeof reasons)[number];

/** The score of one output. */
export interface Score {
  readonly verdict: Verdict;
  /** True when the output could be an answer: in a form and in the range of its statistic's goldens. */
  readonly format: boolean;
  readonly reason?: Reason;
}

/**
 * Default share of the golden within which a number of the right form is `skewed` rather than
 * `hallucinated`.
 */
export const usualSkewLimit = 0.15;
