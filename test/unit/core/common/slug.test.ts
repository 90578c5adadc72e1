import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { slug, slugs } from '../../../../src/core/common/slug.ts';

test('a slug is lower case, without accents or punctuation, and never empty', () => {
  assert.equal(slug('BC Lara (ICC/WI)'), 'bc-lara-icc-wi');
  assert.equal(slug("KJ O'Brien"), 'kj-obrien');
  assert.equal(slug('Inzamam-ul-Haq'), 'inzamam-ul-haq');
  assert.equal(slug(' José  Ñandú '), 'jose-nandu');
  assert.equal(slug('सचिन'), 'सचिन');
  assert.equal(slug('?!'), 'unnamed');
});

test('names with the same slug get numbered slugs', () => {
  assert.deepEqual(
    [...slugs(['b c', 'B-C', 'b c 2', 'x'])],
    [
      ['B-C', 'b-c'],
      ['b c', 'b-c-3'],
      ['b c 2', 'b-c-2'],
      ['x', 'x'],
    ],
  );
});

test('slugs are unique, valid in ids, and independent of order', () => {
  const name = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', '1', '2', '-', ' ', 'á') }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const given = slugs(names);
      assert.equal(new Set(given.values()).size, names.length);
      assert.deepEqual(given, slugs([...names].reverse()));
      for (const id of given.values()) {
        assert.match(id, /^[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u);
      }
    }),
  );
});
