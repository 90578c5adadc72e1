import fc from 'fast-check';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffCharacters, type Segment } from '../../../../src/core/evaluation/diffCharacters.ts';

/** Puts characters that the other text lacks in brackets. */
const marked = (segments: readonly Segment[]): string =>
  segments.map(({ text, shared }) => (shared ? text : `[${text}]`)).join('');

for (const [golden, output, goldenMarked, outputMarked] of [
  ['11953', '10953', '1[1]953', '1[0]953'],
  ['400*', '400', '400[*]', '400'],
  ['1978–1994', '1978-1994', '1978[–]1994', '1978[-]1994'],
  ['57.4', '57.40', '57.4', '57.4[0]'],
  ['5', '', '[5]', ''],
  ['', '', '', ''],
] as const)
  test(`${golden} against ${output}`, () => {
    const { golden: left, output: right } = diffCharacters(golden, output);
    assert.equal(marked(left), goldenMarked);
    assert.equal(marked(right), outputMarked);
  });

test('a long output is aligned quickly', () => {
  const { output } = diffCharacters('11953', `1${'7'.repeat(1000)}53`);
  assert.equal(marked(output), `1[${'7'.repeat(1000)}]53`);
});

test('property: no character is lost, and shared parts are equal in both texts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const { golden, output } = diffCharacters(left, right);
      const shared = (segments: readonly Segment[]) =>
        segments.filter((segment) => segment.shared).map(({ text: part }) => part);
      assert.equal(golden.map(({ text: part }) => part).join(''), left);
      assert.equal(output.map(({ text: part }) => part).join(''), right);
      assert.equal(shared(golden).join(''), shared(output).join(''));
    }),
  );
});
