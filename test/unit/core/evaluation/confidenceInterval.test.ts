import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clusteredInterval,
  type Cluster,
} from '../../../../src/core/evaluation/confidenceInterval.ts';

const clusters = (count: number, questions: number, exact: number): Cluster[] =>
  Array.from({ length: count }, () => ({ questions, exact }));

function interval(of: readonly Cluster[]): { lower: number; upper: number } {
  const [lower, upper] = clusteredInterval(of) ?? assert.fail('no interval');
  return { lower, upper };
}

const near = (actual: number, expected: number, tolerance: number) => {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);
};

test('without questions there is no interval', () => {
  assert.equal(clusteredInterval([]), undefined);
  assert.equal(clusteredInterval([{ questions: 0, exact: 0 }]), undefined);
});

test('clusters of one question give the plain Wilson interval', () => {
  // 4 of 2,172: 0.0716 % to 0.4727 %, by the closed form.
  const { lower, upper } = interval([...clusters(4, 1, 1), ...clusters(2168, 1, 0)]);
  near(lower, 0.000716, 5e-6);
  near(upper, 0.004727, 5e-6);
});

test('phrasings that always agree count as one trial', () => {
  const together = interval([...clusters(50, 3, 3), ...clusters(50, 3, 0)]);
  const single = interval([...clusters(50, 1, 1), ...clusters(50, 1, 0)]);
  near(together.lower, single.lower, 0.002);
  near(together.upper, single.upper, 0.002);
});

test('independent phrasings count in full', () => {
  const mixed = [
    ...clusters(125, 3, 3),
    ...clusters(375, 3, 2),
    ...clusters(375, 3, 1),
    ...clusters(125, 3, 0),
  ];
  const single = interval([...clusters(1500, 1, 1), ...clusters(1500, 1, 0)]);
  near(interval(mixed).lower, single.lower, 0.001);
});

test('at 0 % and 100 % the width is close to the rule of three over facts', () => {
  const all = interval(clusters(900, 3, 3));
  assert.equal(all.upper, 1);
  near(all.lower, 1 - 3.84 / 903.84, 2e-4);
  const none = interval(clusters(900, 3, 0));
  assert.equal(none.lower, 0);
  near(none.upper, 1 - all.lower, 1e-9);
});

test('of four facts it is what the formulas give, whether or not a fifth was never asked', () => {
  const four = [
    { questions: 3, exact: 3 },
    { questions: 3, exact: 0 },
    { questions: 3, exact: 1 },
    { questions: 2, exact: 2 },
  ];
  // Worked out apart, with the two added clusters in the list: a design effect of 2.786468.
  for (const all of [four, [...four, { questions: 0, exact: 0 }]]) {
    near(interval(all).lower, 0.172638179, 1e-9);
    near(interval(all).upper, 0.873436057, 1e-9);
  }
});

test('property: contains the share, stays within 0 and 1, has a width', () => {
  const cluster = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.nat(6))
    .map(([questions, exact]) => ({ questions, exact: Math.min(questions, exact) }));
  fc.assert(
    fc.property(fc.array(cluster, { minLength: 1, maxLength: 40 }), (drawn) => {
      const { lower, upper } = interval(drawn);
      const n = drawn.reduce((sum, { questions }) => sum + questions, 0);
      const share = drawn.reduce((sum, { exact }) => sum + exact, 0) / n;
      assert.ok(0 <= lower && lower <= share && share <= upper && upper <= 1);
      assert.ok(upper - lower > 0);
    }),
  );
});
