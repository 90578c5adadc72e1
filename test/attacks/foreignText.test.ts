/** Words from outside stay words: no links, no icons, no escape sequences. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainText } from '../../src/core/common/plainText.ts';
import { attempts, holds } from './attack.ts';

/** As VS Code finds links in notifications and boxes (vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '](',
      '](command:workbench.action.terminal.new)',
      '$(',
      'flame)',
      '\u001b',
      '\u001b]8;;x\u0007',
      '\u001b[31m',
      '\u202e',
      '\u0000',
      '\u009b31m',
      'x',
      '\n',
    ),
    fc.string(),
  ),
  { maxLength: 20 },
);

test('no text becomes a link, an icon or a sequence', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, (parts) =>
      holds('a hostile text', () => {
        const shown = plainText(parts.join(''));
        assert.doesNotMatch(shown, link);
        assert.doesNotMatch(shown, /\]\(|\$\(/);
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(shown, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        assert.ok(shown.length <= 601);
      }),
    ),
    { numRuns: attempts(2000) },
  );
});

test('usual text is as it was', () => {
  for (const text of ['100 % of 2,700 questions', 'a [b] (c)', 'Yūsuf – 57.40*', 'two\nlines']) {
    assert.equal(plainText(text), text);
  }
});
