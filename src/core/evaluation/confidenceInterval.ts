/** Lower and upper end of a 95 % interval, from 0 to 1. */
export type Interval = readonly [lower: number, upper: number];

/** Questions of one fact, and how many were answered exactly. */
export interface Cluster {
  readonly questions: number;
  readonly exact: number;
}

/** 97.5th percentile of the normal distribution. */
const z = 1.959963984540054;

/**
 * 95 % interval of the exact share, for questions that come in clusters (the phrasings of one fact are
 * recalled or missed together, so 2,700 questions on 900 facts are not 2,700 independent trials).
 *
 * Wilson's score interval (E. B. Wilson, JASA 22, 1927) on the effective sample size n / deff, the
 * "modified Wilson" interval for clustered surveys (N. Dean and M. Pagano, J. Surv. Stat. Methodol. 3,
 * 2015). deff is the linearised variance of the ratio Σx/Σn over clusters,
 * m/(m−1) · Σ(xᵢ − p·nᵢ)² / (Σn)², over the binomial p(1−p)/Σn (L. Kish, Survey Sampling, 1965), kept
 * at 1 or above. To estimate deff, and only for that, one wholly recalled and one wholly missed cluster
 * of mean size are added: without them it would be 0/0 at 0 % and at 100 %.
 *
 * Undefined without questions. Always holds the share, and has a width even at 0 % and 100 %.
 */
export function clusteredInterval(clusters: Iterable<Cluster>): Interval | undefined {
  const kept = [...clusters].filter((cluster) => cluster.questions > 0);
  const n = kept.reduce((sum, cluster) => sum + cluster.questions, 0);
  if (n === 0) return undefined;
  const share = kept.reduce((sum, cluster) => sum + cluster.exact, 0) / n;
  return wilson(share, n / designEffect(kept));
}

function designEffect(clusters: readonly Cluster[]): number {
  const questions = clusters.reduce((sum, cluster) => sum + cluster.questions, 0);
  const exact = clusters.reduce((sum, cluster) => sum + cluster.exact, 0);
  const mean = questions / clusters.length;
  const n = questions + 2 * mean;
  const share = (exact + mean) / n;
  const m = clusters.length + 2;
  let squares = (mean - share * mean) ** 2 + (share * mean) ** 2;
  for (const cluster of clusters) squares += (cluster.exact - share * cluster.questions) ** 2;
  const clustered = ((m / (m - 1)) * squares) / n ** 2;
  return Math.max(1, clustered / ((share * (1 - share)) / n));
}

function wilson(share: number, n: number): Interval {
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half =
    (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  // Rounding must not move an end past the share itself at 0 % and 100 %.
  return [Math.max(0, Math.min(share, centre - half)), Math.min(1, Math.max(share, centre + half))];
}
