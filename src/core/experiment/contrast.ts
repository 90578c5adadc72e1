import type { ChildResult, ComparedSplit, FactTallies } from './childResult.ts';
import { tQuantile } from './studentT.ts';

/** A difference between runs, and what is known of it. */
export interface Estimate {
  readonly value: number;
  /** 95 %; absent where nothing repeats: a metric without facts, of one seed. */
  readonly interval?: readonly [lower: number, upper: number];
}

/** A run's share in a difference: the weights of one seed's runs add up to 0. */
export interface Term {
  readonly result: ChildResult;
  readonly weight: number;
}

/**
 * A weighted sum of recalls, with each seed's runs weighted alike, and its 95 % interval.
 *
 * Two things are sampled. Facts, which all runs share: their part is the cluster-robust variance of the
 * paired difference, linearised for ratios (E. Miller, Adding Error Bars to Evals, arXiv 2411.00640, 2.2 and
 * 4.2; L. Kish, Survey Sampling, 1965). And seeds: their part is the variance of the seeds' own differences
 * over their number. Each part has a half-width by Student's t, and the interval's is the root of the sum of
 * their squares (W. G. Howe, J. Am. Stat. Assoc. 69, 1974). With one seed it is the facts alone.
 *
 * For the variance, and only for that, a fact won and a fact lost are added (A. Agresti and Y. Min, Stat. Med.
 * 24, 2005): where all runs recall everything it would be 0.
 *
 * @param seeds the terms of each; all of them have the split
 */
export function shareContrast(
  seeds: readonly (readonly Term[])[],
  split: ComparedSplit,
  places = new FactPlaces(),
): Estimate | undefined {
  if (seeds.length === 0) return undefined;
  const termsOf = seeds.map((terms) =>
    terms.map(({ result, weight }) => ({
      weight,
      at: places.of(result.facts),
      tallies: result.tallies[split],
    })),
  );
  const influence = new Float64Array(places.count);
  const isAsked = new Uint8Array(places.count);
  const differences: number[] = [];
  for (const terms of termsOf) {
    let difference = 0;
    for (const { weight, at, tallies } of terms) {
      if (tallies === undefined) return undefined;
      const { questions, exact } = tallies;
      const { whole, share } = places.sumsOf(tallies);
      if (whole === 0) return undefined;
      difference += weight * share;
      const scale = weight / whole / seeds.length;
      for (let i = 0; i < at.length; i++) {
        const place = at[i] ?? 0;
        const asked = questions[i] ?? 0;
        if (asked === 0) continue;
        isAsked[place] = 1;
        influence[place] = (influence[place] ?? 0) + scale * ((exact[i] ?? 0) - share * asked);
      }
    }
    differences.push(difference);
  }
  const facts = isAsked.reduce((count, one) => count + one, 0);
  const weights = mean(seeds.map((terms) => sum(terms.map(({ weight }) => Math.abs(weight)))));
  const added = 2 * (weights / 2 / (facts + 2)) ** 2;
  const squares = influence.reduce((total, one) => total + one ** 2, added);
  const ofFacts = tQuantile(facts + 1) ** 2 * ((squares * (facts + 2)) / (facts + 1));
  return estimate(differences, ofFacts);
}

interface Sums {
  readonly whole: number;
  readonly share: number;
}

/** A place for each fact, the same in all runs, and sums: made once a run, for any number of contrasts. */
export class FactPlaces {
  readonly #sums = new WeakMap<FactTallies, Sums>();
  readonly #places = new Map<string, number>();
  readonly #known = new WeakMap<readonly string[], Int32Array>();

  get count(): number {
    return this.#places.size;
  }

  of(facts: readonly string[]): Int32Array {
    let known = this.#known.get(facts);
    if (known === undefined) {
      known = Int32Array.from(facts, (fact) => this.#placeOf(fact));
      this.#known.set(facts, known);
    }
    return known;
  }

  sumsOf(tallies: FactTallies): Sums {
    let known = this.#sums.get(tallies);
    if (known === undefined) {
      const whole = sum(tallies.questions);
      known = { whole, share: whole === 0 ? 0 : sum(tallies.exact) / whole };
      this.#sums.set(tallies, known);
    }
    return known;
  }

  #placeOf(fact: string): number {
    const known = this.#places.get(fact) ?? this.#places.size;
    this.#places.set(fact, known);
    return known;
  }
}

/** A weighted sum of something else: its interval is of the seeds alone. */
export function scalarContrast(
  seeds: readonly (readonly Term[])[],
  amountOf: (result: ChildResult) => number | undefined,
): Estimate | undefined {
  const differences: number[] = [];
  for (const terms of seeds) {
    let difference = 0;
    for (const { result, weight } of terms) {
      const amount = amountOf(result);
      if (amount === undefined) return undefined;
      difference += weight * amount;
    }
    differences.push(difference);
  }
  return differences.length === 0 ? undefined : estimate(differences);
}

/** @param ofFacts squared half-width of the interval that facts alone make; absent where they play no part */
function estimate(differences: readonly number[], ofFacts?: number): Estimate {
  const value = mean(differences);
  const count = differences.length;
  if (count === 1 && ofFacts === undefined) return { value };
  const ofSeeds =
    count === 1
      ? 0
      : (tQuantile(count - 1) ** 2 * sum(differences.map((one) => (one - value) ** 2))) /
        (count - 1) /
        count;
  const half = Math.sqrt(ofSeeds + (ofFacts ?? 0));
  return { value, interval: [value - half, value + half] };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
