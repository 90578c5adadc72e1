import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageTextsHtml } from '../../../../src/core/pages/pageTexts.ts';

test('a page in English has no texts to take', () => {
  assert.equal(pageTextsHtml(undefined), '');
});

test('no text ends the element that holds it, and each comes back as it was', () => {
  const texts = { Run: '</script><!-- <script>', '"{0}"': 'दो\n"{0}" & \u2028' };
  const [, content = ''] = /^<script [^>]*>(.*)<\/script>$/s.exec(pageTextsHtml(texts)) ?? [];
  assert.doesNotMatch(content, /</);
  assert.deepEqual(JSON.parse(content), texts);
});
