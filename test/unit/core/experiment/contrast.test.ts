import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Draws } from '../../../../src/core/common/draws.ts';
import { scalarContrast, shareContrast } from '../../../../src/core/experiment/contrast.ts';
import { tQuantile } from '../../../../src/core/experiment/studentT.ts';
import { resultOf } from './results.ts';

test('the quantile of Student’s t agrees with its printed table', () => {
  // Student's t, upper 2.5 %: e.g. NIST/SEMATECH e-Handbook, 1.3.6.7.2.
  const printed = [
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [100, 1.984],
    [1e7, 1.96],
  ] as const;
  for (const [degrees, expected] of printed) {
    assert.ok(Math.abs(tQuantile(degrees) - expected) < 6e-4, `${degrees}: ${tQuantile(degrees)}`);
  }
  assert.ok(tQuantile(2.5) < tQuantile(2) && tQuantile(2.5) > tQuantile(3));
});

const uniform = (draws: Draws): number => draws.below(2 ** 30) / 2 ** 30;
/** Roughly normal: twelve uniform ones, less their mean. */
const normal = (draws: Draws): number =>
  Array.from({ length: 12 }, () => uniform(draws)).reduce((sum, one) => sum + one, -6);

interface Simulated {
  readonly seeds: number;
  readonly facts: number;
  /** Standard deviation between seeds of each recipe's share. */
  readonly bySeed: number;
  readonly shares: readonly [number, number];
}

/** How often the interval of a difference holds the true one. */
function coverage({ seeds, facts, bySeed, shares }: Simulated, times: number): number {
  const draws = new Draws(7);
  let held = 0;
  for (let i = 0; i < times; i++) {
    // Some facts are harder, for both recipes.
    const hardness = Array.from({ length: facts }, () => 0.15 * normal(draws));
    const runOf = (share: number, key: string) => {
      const level = share + bySeed * normal(draws);
      return resultOf(
        { key },
        hardness.map((hard) => uniform(draws) < level + hard),
      );
    };
    const terms = Array.from({ length: seeds }, () => [
      { result: runOf(shares[0], 'a'), weight: -1 },
      { result: runOf(shares[1], 'b'), weight: 1 },
    ]);
    const interval = shareContrast(terms, 'phrasing')?.interval ?? [0, 0];
    const truth = shares[1] - shares[0];
    if (interval[0] <= truth && truth <= interval[1]) held++;
  }
  return held / times;
}

test('a 95 % interval holds the true difference about as often as it says', () => {
  for (const simulated of [
    { seeds: 1, facts: 200, bySeed: 0, shares: [0.5, 0.6] },
    { seeds: 3, facts: 200, bySeed: 0, shares: [0.4, 0.6] },
    { seeds: 3, facts: 200, bySeed: 0.05, shares: [0.5, 0.5] },
    { seeds: 5, facts: 100, bySeed: 0.1, shares: [0.3, 0.6] },
    { seeds: 2, facts: 300, bySeed: 0.05, shares: [0.5, 0.6] },
  ] as const) {
    const found = coverage(simulated, 500);
    assert.ok(found >= 0.94, `${JSON.stringify(simulated)}: ${found}`);
  }
});

test('with one seed an interval is narrower than it would have to be: it is of the facts alone', () => {
  const simulated = { seeds: 1, facts: 200, bySeed: 0.1, shares: [0.5, 0.5] } as const;
  assert.ok(coverage(simulated, 400) < 0.8);
});

test('where every run recalls everything the difference is 0, and its interval is not empty', () => {
  const all = Array.from({ length: 100 }, () => true);
  const terms = [1, 2].map(() => [
    { result: resultOf({ key: 'a' }, all), weight: -1 },
    { result: resultOf({ key: 'b' }, all), weight: 1 },
  ]);
  const found = shareContrast(terms, 'phrasing');
  assert.equal(found?.value, 0);
  const [low = 0, high = 0] = found.interval ?? [];
  assert.ok(low < -0.005 && low > -0.05 && high === -low);
});

test('facts that differ in their numbers of questions count by their questions', () => {
  const tallied = (exact: readonly number[]) => ({
    ...resultOf({ key: 'x' }, [true, true]),
    tallies: { phrasing: { questions: [3, 1], exact } },
  });
  const found = shareContrast(
    [
      [
        { result: tallied([0, 1]), weight: -1 },
        { result: tallied([3, 0]), weight: 1 },
      ],
    ],
    'phrasing',
  );
  assert.equal(found?.value, 0.75 - 0.25);
});

test('a metric without facts has an interval of its seeds, and with one seed none', () => {
  const seconds = (amount: number) => resultOf({ key: 'x' }, [], { seconds: amount });
  const terms = (before: number, after: number) => [
    { result: seconds(before), weight: -1 },
    { result: seconds(after), weight: 1 },
  ];
  const one = scalarContrast([terms(10, 14)], (result) => result.seconds);
  assert.deepEqual(one, { value: 4 });
  const three = scalarContrast([terms(10, 14), terms(10, 15), terms(10, 16)], (r) => r.seconds);
  assert.equal(three?.value, 5);
  // Mean 5, standard deviation 1, of three: ± 4.303 / √3.
  assert.ok(Math.abs((three.interval?.[1] ?? 0) - (5 + 4.3027 / Math.sqrt(3))) < 1e-3);
  assert.equal(
    scalarContrast([terms(1, 2)], () => undefined),
    undefined,
  );
});
