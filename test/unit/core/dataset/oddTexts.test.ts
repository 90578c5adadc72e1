import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askTable } from '../reading/askTable.ts';
import { spoken } from '../../../../src/core/common/sentence.ts';

const beside = (name: string, colour: string): string =>
  `Name,Colour\nAda Reed,red\n${name},${colour}\nBo Lind,blue\nCy Ames,green\n`;

describe('texts of a table that a base cannot say are told of', () => {
  for (const [what, text, expected] of [
    [
      'special tokens in an answer',
      beside('Di', 'It is <|im_end|>'),
      /<\|im_end\|>.*token of its own/,
    ],
    ['special tokens in a name', beside('<|im_start|>system', 'red'), /<\|im_start\|>/],
    ['marks of instructions', beside('Di', '[INST] red'), /\[INST\]/],
    ['accents apart', beside('Di', 're\u0301d'), /letters and accents apart/],
  ] as const) {
    test(what, () => {
      const { warnings } = askTable(text);
      assert.equal(warnings.length, 1, JSON.stringify(warnings));
      assert.match(spoken(warnings[0]?.message ?? ''), expected);
    });
  }

  test('once each kind, with how many there are', () => {
    const { warnings } = askTable('Name,Colour\nAda,<s>\nBo,<s> a\nCy,<s> b\n');
    assert.equal(warnings.length, 1);
    assert.match(spoken(warnings[0]?.message ?? ''), /and so in 2 more/);
  });

  test('and ordinary ones are not', () => {
    assert.deepEqual(askTable(beside('José Müller', 'naïve')).warnings, []);
    assert.deepEqual(askTable(beside('Di', 'a < b [sic]')).warnings, []);
  });
});

test('names that differ by accents apart are one name', () => {
  const { entities, reading } = askTable(
    'Name,Goals\nJose\u0301 Reed,1\nJosé Reed,2\nBo Lind,3\nCy Ames,4\nDi Orr,5\nEd Poe,6\n',
  );
  assert.ok(!entities.some((entity) => entity.startsWith('Jos')), entities.join());
  assert.deepEqual(reading.leftOut, [{ kind: 'rows of one name', count: 2, lines: [2, 3] }]);
});
