import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Draws } from '../../../../src/core/common/draws.ts';
import { NameInventor } from '../../../../src/core/knowing/nameInventor.ts';

const batters = [
  'SR Tendulkar (INDIA)',
  'RT Ponting (AUS)',
  'JH Kallis (ICC/SA)',
  'Inzamam-ul-Haq (ICC/PAK)',
  'AB de Villiers (SA)',
  'BC Lara (ICC/WI)',
  'KC Sangakkara (SL)',
];
const inventorOf = (names: readonly string[]): NameInventor => {
  const inventor = new NameInventor();
  for (const name of names) inventor.add(name);
  return inventor;
};

describe('names', () => {
  test('are made up with initials, brackets and small words as those of the table', () => {
    const inventor = inventorOf(batters);
    const draws = new Draws(1);
    const made = Array.from({ length: 200 }, () => inventor.invent(draws, 1));
    for (const name of made) {
      assert.ok(name);
      assert.match(
        name,
        /^(?:[A-Z]{2} (?:de )?[A-Z][a-z]{2,}|[A-Z][a-z]{2,}-ul-[A-Z][a-z]{2,}) \((?:ICC\/)?[A-Z]{2,5}\)$/,
      );
    }
    assert.equal(new Set(made).size, 200);
  });

  test('are the same again for the same seed', () => {
    const make = () => inventorOf(batters).invent(new Draws(7), 1);
    assert.equal(make(), make());
    assert.notEqual(make(), inventorOf(batters).invent(new Draws(8), 1));
  });

  test('one letter off differ from one of the table by one letter', () => {
    const inventor = inventorOf(batters);
    const draws = new Draws(3);
    for (let i = 0; i < 60; i++) {
      const name = inventor.near(draws);
      assert.ok(name);
      assert.ok(
        batters.some((other) => distance(name, other) === 1),
        name,
      );
    }
  });

  test('one letter off have the case of their place, the bracket as it was, and whole letters', () => {
    const nearOf = (names: readonly string[]) => {
      const inventor = inventorOf(names);
      const draws = new Draws(4);
      return Array.from({ length: 40 }, () => inventor.near(draws)).filter((one) => one);
    };
    const capitals = nearOf(['ACME HOLDINGS (BERMUDA)', 'GLOBEX CORPORATION (DELAWARE)']);
    assert.ok(capitals.length > 20);
    for (const name of capitals) assert.match(name ?? '', /^[A-Z ]+ \((?:BERMUDA|DELAWARE)\)$/);
    const rare = nearOf(['𠮷田太郎', '髙𣘺一郎']);
    assert.ok(rare.length > 5);
    for (const name of rare) assert.doesNotMatch(name ?? '', /\p{Cs}/u);
  });

  test('have as many words of the table as asked for', () => {
    const surnames = new Set(batters.flatMap((name) => name.match(/[A-Z][a-z]{2,}/g) ?? []));
    const known = (knownOfThree: number): number => {
      const inventor = inventorOf(batters);
      const draws = new Draws(5);
      const made = Array.from({ length: 90 }, () => inventor.invent(draws, knownOfThree) ?? '');
      const words = made.flatMap((name) => name.match(/[A-Z][a-z]{2,}/g) ?? []);
      return words.filter((word) => surnames.has(word)).length / words.length;
    };
    // Of so few names, words that are made up are sometimes those of the table again.
    assert.ok(known(0) < 0.5);
    assert.ok(known(1) > known(0) + 0.1);
    assert.ok(known(2) > known(1) + 0.1);
    assert.equal(known(3), 1);
  });

  test('with initials that one of the table may be called by are not made up', () => {
    const inventor = inventorOf(['SM Smith', 'M Malik', 'SS Malik']);
    const draws = new Draws(2);
    const made = Array.from({ length: 60 }, () => inventor.invent(draws, 3));
    const found = made.filter((name) => name !== undefined);
    assert.deepEqual(
      new Set(found),
      new Set(['M Smith', 'MM Smith', 'MS Smith', 'SS Smith', 'SM Malik']),
    );
  });

  test('that are words of one of the table, in any order, or lack an accent, are not made up', () => {
    const inventor = inventorOf(['Brian Lara', 'José Reed', 'Pelé']);
    const draws = new Draws(6);
    const made = Array.from({ length: 60 }, () => inventor.invent(draws, 3));
    const found = made.filter((name) => name !== undefined).sort();
    assert.ok(found.includes('Brian Reed') && found.includes('Pelé Lara'));
    for (const one of ['Lara', 'Lara Brian', 'Lara Lara', 'Reed', 'Reed José']) {
      assert.ok(!found.includes(one), one);
    }
    assert.ok(inventor.knows('Jose Reed') && inventor.knows('pele') && !inventor.knows('Reed'));
    const near = Array.from({ length: 80 }, () => inventor.near(draws));
    assert.ok(!near.includes('Jose Reed') && !near.includes('Pele'));
  });

  test('cannot be made up of letterless names', () => {
    const inventor = inventorOf(['1', '22', '7 B']);
    assert.equal(inventor.invent(new Draws(1), 1), undefined);
    assert.equal(inventor.near(new Draws(1)), undefined);
  });

  test('made up are never in the table and never made twice, whatever it holds', () => {
    const word = fc.stringMatching(/^[A-Za-zÀ-ÿ'-]{1,9}$/);
    const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), fc.nat(), (names, seed) => {
        const inventor = inventorOf(names);
        const draws = new Draws(seed);
        const known = new Set(names.map((one) => one.toLowerCase().normalize('NFKC')));
        const made = new Set<string>();
        for (let i = 0; i < 20; i++) {
          const one = i % 2 === 0 ? inventor.invent(draws, i % 3) : inventor.near(draws);
          if (one === undefined) continue;
          const key = one.toLowerCase().normalize('NFKC');
          assert.ok(!known.has(key) && !made.has(key), one);
          made.add(key);
        }
      }),
    );
  });
});

/** Edits between two texts, by letters: V. I. Levenshtein, 1966. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
