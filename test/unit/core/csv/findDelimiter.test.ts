import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDelimiter } from '../../../../src/core/csv/findDelimiter.ts';

for (const [what, text, delimiter] of [
  ['commas', 'Player,Goals\nAda Reed,12\n', ','],
  ['tabs', 'Player\tGoals\nReed, Ada\t12\n', '\t'],
  ['decimal commas', 'Land;Share\nAvaland;0,188\nBexia;12,5\n', ';'],
  ['titles above', 'Monthly report\nAs of 2024\n\nLand;Share\nAvaland;0,188\nBexia;12,5\n', ';'],
  [
    'titles with commas above',
    'Report, by the club, 2024\nLand;Share;Area\nAva;1;5\nBex;2;6\n',
    ';',
  ],
  ['sep=; in the first line', 'sep=;\nA,B;C,D\n1,2;3,4\n', ';'],
  ['sep=, in the first line', 'sep=,\nA;B,C;D\n1;2,3;4\n', ','],
  ['sep=\\t in the first line, in quotes', '"sep=\t"\r\nA,B\tC,D\r\n1,2\t3,4\r\n', '\t'],
  ['one column', 'Player\nAda Reed\n', ','],
] as const) {
  test(`the delimiter is found of ${what}`, () => {
    assert.equal(findDelimiter(text), delimiter);
  });
}
