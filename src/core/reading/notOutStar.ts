import { normalizeHeader } from './knownStatistics.ts';

/** Statistics that are whole numbers, so that a star in one is no part of it. */
const countsOnly = new Set([
  'matches',
  'innings',
  'not-outs',
  'runs',
  'hundreds',
  'fifties',
  'ducks',
  'wickets',
  'catches',
  'stumpings',
]);

/**
 * Whether a count holds a star. A star means not out in scores only; elsewhere it is a footnote mark
 * and no part of the number.
 */
export const hasStrayStar = (statistic: string, value: string): boolean =>
  value.endsWith('*') && countsOnly.has(statistic);

/**
 * Whether a column of this header is a flag that keeps the highest score's star apart. Phrasings that
 * ask for the star would then have wrong goldens.
 */
export const isStarElsewhere = (header: string): boolean =>
  /^(hs|high(est)?score)(is)?notout$/.test(normalizeHeader(header));
