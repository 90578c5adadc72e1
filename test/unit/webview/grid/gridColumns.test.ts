import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortColumns } from '../../../../src/core/evaluation/query.ts';
import {
  automaticColumns,
  layOut,
  moveColumn,
  resizeColumn,
  widthLimits,
} from '../../../../webview/grid/gridColumns.ts';
import { availableColumns, evaluationGrid } from '../../../../webview/evaluation/evaluationGrid.ts';

const { widths } = evaluationGrid;
const room = (width: number, isComparing = false) => ({
  ...{ width, fontSize: 13, widths },
  available: availableColumns(isComparing),
});

test('question, output and golden are always shown, other columns as the width allows', () => {
  const narrow = layOut(room(300), automaticColumns);
  assert.deepEqual(narrow.columns, ['recall', 'question', 'output', 'golden']);
  assert.ok(narrow.leastWidth <= 320);
  // Where they do not fit beside each other, the golden is under the output.
  assert.deepEqual([narrow.isStacked, narrow.tracks.match(/em/g)?.length], [true, 3]);
  assert.equal(layOut(room(520), automaticColumns).isStacked, false);
  let before = 0;
  for (let width = 200; width < 2000; width += 20) {
    const { columns: shown } = layOut(room(width), automaticColumns);
    assert.ok(shown.length >= before);
    before = shown.length;
  }
  assert.equal(before, availableColumns(false).length);
});

test('the columns of a comparison appear and disappear with it', () => {
  const shown = layOut(room(2400, true), automaticColumns).columns;
  assert.deepEqual(shown, sortColumns);
  const chosen = { ...automaticColumns, shown: ['before', 'golden'] as const };
  assert.deepEqual(layOut(room(800), chosen).columns, ['golden']);
});

test('chosen columns keep their order at any width, and scroll horizontally', () => {
  const shown = [...sortColumns].reverse();
  const layout = layOut(room(300, true), { ...automaticColumns, shown });
  assert.deepEqual(layout.columns, shown);
  assert.ok(layout.leastWidth > 1000);
});

test('columns can be moved, and resized within limits', () => {
  const shown = ['recall', 'question', 'golden'] as const;
  const moved = (to: number) =>
    moveColumn(automaticColumns, shown, { column: 'question', to }).shown;
  assert.deepEqual(moved(0), ['question', 'recall', 'golden']);
  assert.deepEqual(moved(9), ['recall', 'golden', 'question']);
  const [least, most] = widthLimits;
  assert.equal(resizeColumn(automaticColumns, 'golden', -5).widths.golden, least);
  assert.equal(resizeColumn(automaticColumns, 'golden', 500).widths.golden, most);
  const wide = resizeColumn(automaticColumns, 'golden', 20);
  assert.match(layOut(room(900), wide).tracks, /(^| )20em( |$)/);
});
