import { normalizeHeader } from './knownStatistics.ts';

/**
 * Whether a column of this header is a flag that keeps the highest score's star apart. Wordings that
 * ask for the star would then have wrong goldens.
 */
export const isStarElsewhere = (header: string): boolean =>
  /^(hs|high(est)?score)(is)?notout$/.test(normalizeHeader(header));
