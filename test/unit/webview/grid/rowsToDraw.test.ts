import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsToDraw } from '../../../../webview/grid/rowsToDraw.ts';

const view = { top: 0, height: 260, rowHeight: 26, total: 100, active: 0 };

test('what is seen is drawn, with some rows around it', () => {
  const rows = rowsToDraw({ ...view, top: 520, active: 25 });
  assert.deepEqual([rows[0], rows.at(-1)], [14, 36]);
  assert.deepEqual(rowsToDraw(view).slice(0, 2), [0, 1]);
  assert.equal(rowsToDraw({ ...view, top: 26 * 100 - 260 }).at(-1), 99);
});

test('the active row stays, in its order, and the header is none', () => {
  assert.deepEqual(rowsToDraw({ ...view, top: 520, active: 3 }).slice(0, 2), [3, 14]);
  assert.equal(rowsToDraw({ ...view, active: 99 }).at(-1), 99);
  assert.equal(rowsToDraw({ ...view, active: -1 })[0], 0);
});

test('without rows, and without room, nothing is drawn', () => {
  assert.deepEqual(rowsToDraw({ ...view, total: 0 }), []);
  assert.deepEqual(rowsToDraw({ ...view, height: 0 }), []);
});

test('every row in view is drawn, in order, and each once, however many there are', () => {
  const numbers = {
    total: fc.integer({ min: 1, max: 1_000_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    height: fc.integer({ min: 1, max: 2000 }),
    rowHeight: fc.integer({ min: 10, max: 90 }),
    active: fc.integer({ min: -1, max: 1_000_000 }),
  };
  fc.assert(
    fc.property(fc.record(numbers), ({ share, ...given }) => {
      const { total, height, rowHeight } = given;
      const top = share * Math.max(0, total * rowHeight - height);
      const rows = rowsToDraw({ ...given, top });
      assert.deepEqual(
        rows,
        [...new Set(rows)].sort((a, b) => a - b),
      );
      assert.ok(rows.every((row) => row >= 0 && row < total));
      const seen = new Set(rows);
      for (let at = top; at < Math.min(top + height, total * rowHeight); at += rowHeight)
        assert.ok(seen.has(Math.floor(at / rowHeight)));
      assert.ok(rows.length <= height / rowHeight + 15);
    }),
  );
});
