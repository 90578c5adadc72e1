import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleText } from '../../../../webview/common/visibleText.ts';

test('characters that are invisible or reorder their neighbours are written out', () => {
  assert.equal(visibleText('a\nb\tc'), 'a⏎b⇥c');
  assert.equal(visibleText('\u202e11\u0000'), '⟨U+202E⟩11⟨U+0000⟩');
  assert.equal(visibleText('1978–1994 مئة 👩‍👧'), '1978–1994 مئة 👩‍👧');
});
