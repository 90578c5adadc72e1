import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columns } from '../../../src/core/query.ts';
import { layOut } from '../../../webview/gridColumns.ts';

test('question, output and golden are always there; the rest as the width allows', () => {
  assert.deepEqual(layOut(300, 13, false).columns, ['recall', 'question', 'output', 'golden']);
  assert.ok(layOut(300, 13, false).leastWidth <= 320);
  let before = 0;
  for (let width = 200; width < 2000; width += 20) {
    const { columns: shown } = layOut(width, 13, false);
    assert.ok(shown.length >= before);
    before = shown.length;
  }
  assert.equal(before, columns.length);
});

test('all columns, where they are wanted, scroll sideways', () => {
  const layout = layOut(300, 13, true);
  assert.deepEqual(layout.columns, columns);
  assert.ok(layout.leastWidth > 1000);
});
