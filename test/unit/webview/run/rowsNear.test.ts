import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsNear } from '../../../../webview/runs/rowsNear.ts';

/** Of rows of these heights. */
const placesOf = (heights: readonly number[]): number[] =>
  heights.reduce((places, height) => [...places, (places.at(-1) ?? 0) + height], [0]);

test('rows that reach into a stretch are near, and those that only touch it are not', () => {
  const places = placesOf([10, 30, 10, 10]);
  assert.deepEqual(rowsNear(places, { from: 10, to: 40 }), { first: 1, last: 1 });
  assert.deepEqual(rowsNear(places, { from: 9, to: 41 }), { first: 0, last: 2 });
});

test('beyond either end the nearest row is near, and without rows there is none', () => {
  const places = placesOf([10, 30]);
  assert.deepEqual(rowsNear(places, { from: -90, to: -40 }), { first: 0, last: 0 });
  assert.deepEqual(rowsNear(places, { from: 90, to: 140 }), { first: 1, last: 1 });
  const { first, last } = rowsNear([0], { from: 0, to: 100 });
  assert.equal(last - first + 1, 0);
});

test('no row of a stretch is left out, whatever the heights', () => {
  const heights = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(heights, fc.integer({ max: 2000 }), fc.nat(500), (rows, from, length) => {
      const places = placesOf(rows);
      const { first, last } = rowsNear(places, { from, to: from + length });
      assert.ok(first >= 0 && first <= last && last < rows.length);
      rows.forEach((height, at) => {
        const top = places[at] ?? 0;
        const isNear = top + height > from && top < from + length;
        if (isNear) assert.ok(at >= first && at <= last);
        else if (first !== last) assert.ok(at < first || at > last);
      });
    }),
  );
});
