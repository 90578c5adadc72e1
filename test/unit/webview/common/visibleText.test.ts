import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visibleText } from '../../../../webview/common/visibleText.ts';

test('what would not be seen, or would turn its neighbours, is written out', () => {
  assert.equal(visibleText('a\nb\tc'), 'a⏎b⇥c');
  assert.equal(visibleText('\u202e11\u0000'), '⟨U+202E⟩11⟨U+0000⟩');
  assert.equal(visibleText('1978–1994 مئة 👩‍👧'), '1978–1994 مئة 👩‍👧');
});
