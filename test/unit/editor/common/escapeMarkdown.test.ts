import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeMarkdown } from '../../../../src/editor/common/escapeMarkdown.ts';

test('a file name cannot become a link, an image, an icon or HTML', () => {
  assert.equal(
    escapeMarkdown('![x](command:a) <b>$(bug)</b>'),
    '\\!\\[x\\]\\(command\\:a\\) \\<b\\>\\$\\(bug\\)\\</b\\>',
  );
});
test('line breaks are kept', () => {
  assert.equal(escapeMarkdown('one\r\ntwo'), 'one  \ntwo');
});
