import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveBy } from '../../../../webview/grid/gridKeys.ts';

const size = { rows: 100, columns: 12, page: 20 };
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

test('keys move as in the ARIA grid pattern', () => {
  const from = { row: 50, column: 5 };
  const lead = (key: string, ctrlKey = false) => moveBy(press(key, ctrlKey), from, size);
  assert.deepEqual(lead('ArrowDown'), { row: 51, column: 5 });
  assert.deepEqual(lead('ArrowLeft'), { row: 50, column: 4 });
  assert.deepEqual(lead('PageUp'), { row: 30, column: 5 });
  assert.deepEqual(lead('Home'), { row: 50, column: 0 });
  assert.deepEqual(lead('End'), { row: 50, column: 11 });
  assert.deepEqual(lead('Home', true), { row: 0, column: 0 });
  assert.deepEqual(lead('End', true), { row: 99, column: 11 });
  assert.equal(lead('a'), undefined);
});

test('the header is the row above the first, and the only one without rows', () => {
  assert.deepEqual(moveBy(press('ArrowUp'), { row: 0, column: 1 }, size), { row: -1, column: 1 });
  const none = { ...size, rows: 0 };
  assert.deepEqual(moveBy(press('End', true), { row: -1, column: 0 }, none), {
    row: -1,
    column: 11,
  });
});

test('property: no key leaves the grid', () => {
  const keys = [
    'ArrowUp',
    'ArrowDown',
    'ArrowLeft',
    'ArrowRight',
    'PageUp',
    'PageDown',
    'Home',
    'End',
  ];
  fc.assert(
    fc.property(
      fc.nat(3),
      fc.array(fc.tuple(fc.constantFrom(...keys), fc.boolean())),
      (rows, presses) => {
        let place = { row: -1, column: 0 };
        for (const [key, ctrl] of presses)
          place = moveBy(press(key, ctrl), place, { rows, columns: 3, page: 2 }) ?? place;
        assert.ok(place.row >= -1 && place.row < Math.max(rows, 0.5));
        assert.ok(place.column >= 0 && place.column < 3);
      },
    ),
  );
});
