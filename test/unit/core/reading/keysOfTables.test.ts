import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askTable } from './askTable.ts';

/** What names the rows, and what tells those of one name apart. */
const keyOf = (text: string): string => {
  const { namedBy, toldApartBy } = askTable(text).reading;
  return [namedBy.join(' + '), ...toldApartBy].join(', ');
};

describe('the key is', () => {
  for (const [what, text, key] of [
    [
      'a race and its year rather than the car that won it',
      'Race,Winner,Car,Year\nBexley,Ada Reed,Volt,2023\nNovi,Bo Lind,Volt,2023\nBexley,Ada Reed,Volt,2024\nNovi,Cy Moss,Ampere,2024\n',
      'Race + Year',
    ],
    [
      'a track rather than its album',
      'artists,album_name,track_name,popularity\nAda,First,Onward,3\nBo,Second,Upward,4\nCy,Third,Away,5\n',
      'track_name',
    ],
    [
      'an episode rather than its series',
      'series,episode,viewers\nBexley,Onward,3\nBexley,Upward,4\nNovi,Away,5\n',
      'episode',
    ],
    [
      'the match of a scorecard rather than the side met in it',
      `player_name,match_name,away_team,points\n${['A v B', 'B v C', 'C v A']
        .map((match) => `Ada,${match},${match.slice(-1)},3\nBo,${match},${match.slice(-1)},4\n`)
        .join('')}`,
      'player_name + match_name',
    ],
    [
      'who wrote it, where two books have one title',
      'title,author,pages\nThe Sea,Ada Reed,90\nThe Sea,Bo Lind,120\nOnward,Cy Moss,80\nUp,Di Poe,70\nAway,Di Poe,60\n',
      'title, author',
    ],
    [
      'a day and its hour',
      'Date,Time,Flow\n10/03/2004,18.00.00,3\n10/03/2004,19.00.00,4\n11/03/2004,18.00.00,5\n11/03/2004,19.00.00,6\n11/03/2004,20.00.00,6\n',
      'Date + Time',
    ],
  ] as const) {
    test(what, () => {
      assert.equal(keyOf(text), key);
    });
  }

  test('no year that measurements share', () => {
    const rows = [1, 2, 3, 4, 5, 6].map((n) => `3${n}.1,4${n}.2,200${n % 2}\n`).join('');
    assert.throws(() => keyOf(`bill,flipper,year\n${rows}`), /no column that names/);
  });
});

test('an hour is at, a match in', () => {
  const { entities } = askTable(
    'Date,Time,Flow\n10/03/2004,18.00.00,3\n10/03/2004,19.00.00,4\n11/03/2004,18.00.00,5\n11/03/2004,19.00.00,6\n',
  );
  assert.equal(entities[0], '10/03/2004 at 18.00.00');
});

describe('what is the same, or made for machines, is not asked:', () => {
  const whyOf = (column: string, cell: (n: number) => string): string | undefined => {
    const rows = Array.from(
      { length: 9 },
      (_, n) => `Town ${'ABCDEFGHI'[n] ?? ''},${cell(n)},${n}.5\n`,
    );
    const { notAsked } = askTable(`Town,${column},Flow\n${rows.join('')}`).reading;
    return notAsked.find((one) => one.column === column)?.why;
  };
  for (const [what, column, cell, why] of [
    ['one season throughout', 'Season', () => '2023', 'says the same of every row'],
    ['one year throughout', 'year', () => '2024', 'says the same of every row'],
    [
      'numbers of rows that repeat',
      'ID',
      (n: number) => `${3 + (n >> 1)}`,
      'an identifier made for machines',
    ],
  ] as const) {
    test(what, () => {
      assert.equal(whyOf(column, cell), why);
    });
  }
  test('but one count throughout is', () => {
    assert.equal(
      whyOf('Lakes', () => '3'),
      undefined,
    );
  });
});

describe('numbers of one length that are no amounts are kept as they are:', () => {
  for (const [what, numbers] of [
    ['ISBNs that end in X', ['0439785960', '076790818X', '0345453743', '0517226952']],
    ['numbers with zeros before them', ['0000066740', '0000091142', '0000001800', '0001551152']],
  ] as const) {
    test(what, () => {
      const rows = numbers.map((number, n) => `Book ${'ABCD'[n] ?? ''},${number}\n`);
      const { asked, reading } = askTable(`Title,isbn\n${rows.join('')}`);
      assert.equal(reading.asked[0]?.form, 'code');
      assert.equal(asked.length, 4);
      assert.deepEqual(reading.damaged, []);
    });
  }
});
