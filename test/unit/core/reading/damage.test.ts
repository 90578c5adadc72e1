import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askTable } from './askTable.ts';

/** A table of one column beside names. */
const column = (cells: readonly string[], header = 'Share'): string =>
  `Name,${header}\n${cells.map((cell, n) => `Person ${String.fromCharCode(65 + n)},${cell}`).join('\n')}\n`;
const beside = (cell: string, header = 'Share', sound = ['1.5', '2.5', '3.5']): string =>
  column([...sound, cell], header);
const years = ['1990', '1991', '1992'];
const names = (name: string): string => `Name,Goals\nAda Reed,1\n${name},2\nBo Lind,3\nCy Ames,4\n`;
const bowler = (figures: string): string =>
  `Bowler,Mat,Wkts,BBI\nAda Reed,20,80,${figures}\nBo Lind,18,61,4/33\n`;

const kinds: Readonly<Record<string, readonly string[]>> = {
  'dates that a spreadsheet made of figures': [bowler('05-Apr'), bowler('5-May'), bowler('Apr-33')],
  'spreadsheet errors': [
    ...['#DIV/0!', '#N/A', '#REF!', '#VALUE!', '#NAME?', '#NUM!'].map((cell) => beside(cell)),
    column(['1990', '1991', '1992', '#REF!'], 'Founded'),
    column(['red', 'blue', 'green', '#N/A'], 'Colour'),
  ],
  'numbers in scientific notation': [beside('8.57E+01'), beside('1E5'), beside('2.1e-3')],
  'numbers with digits that rounding left': [
    beside('0.28300000000000003'),
    beside('12.299999999999999'),
    beside('3.0000000000000004'),
    beside('60.333333333333336'),
    beside('-0.12345678901234568'),
    beside('101325.33333333334'),
  ],
  'spans that lost their dash': [
    beside('20222023', 'Reign', ['1990-1999', '1991-2000', '1992-1994']),
    beside('19281948', 'Span', ['1930–1940', '1931–1939', '1950–1957']),
    'Player,Mat,Runs,HS,Span\nAda Reed,52,3000,120*,1928-1948\nBo Lind,88,4000,99,19301939\n',
  ],
  'formulas instead of values': [
    beside('="0012"', 'Founded', years),
    beside('="12"'),
    beside('="1990"', 'Founded', years),
  ],
  'cells of another kind than their column': [
    beside('unclear', 'Founded', years),
    beside('see note', 'Goals', ['1', '2', '3']),
    column(['1990-1999', '1991-2000', '1992-1994', 'present'], 'Reign'),
    bowler('took 4'),
  ],
  'marks of footnotes': [
    beside('4000†', 'Goals', ['3000', '2000', '1000']),
    beside('4000[a]', 'Goals', ['3000', '2000', '1000']),
    names('Eve Moss[a]'),
    names('George*'),
    names('Eve Moss‡'),
  ],
  'texts that lost characters': [
    names('JosÃ© Reed'),
    names('Sr?an Babi?'),
    names('Ata0ul Reed'),
    names('Zoâ€™e Poe'),
    column(['Málaga', 'Bexley', 'Novi', 'MÃ¡laga'], 'Home'),
  ],
  'stars that mean nothing here': [
    beside('4000*', 'Goals', ['3000', '2000', '1000']),
    beside('12*', 'Wins', ['1', '2', '3']),
    beside('3*', 'Assists', ['1', '2', '3']),
  ],
};

for (const [kind, tables] of Object.entries(kinds)) {
  describe(`${kind} are left out and listed`, () => {
    for (const text of tables) {
      test(text.replaceAll('\n', ' | '), () => {
        const { damaged } = askTable(text).reading;
        assert.deepEqual(
          damaged.map(({ damage, count }) => `${damage}: ${count}`),
          [`${kind}: 1`],
        );
        assert.equal(damaged[0]?.examples.length, 1);
      });
    }
  });
}

describe('figures that contradict others in their row are left out', () => {
  for (const [what, text, lost] of [
    [
      'runs of 0 without an innings',
      'Player,Mat,Inns,NO,Runs,HS,Ave\nAda Reed,20,30,2,800,120*,28.57\nBo Lind,18,0,0,0,0,-\nCy Ames,18,28,4,444,90,18.50\n',
      'Bo Lind',
    ],
    [
      'an average that does not fit',
      'Player,Mat,Inns,NO,Runs,HS,Ave\nAda Reed,20,30,2,800,120*,28.57\nBo Lind,18,20,0,500,99,52.00\nCy Ames,18,28,4,444,90,18.50\nDi Orr,18,28,4,444,90,18.50\nEd Poe,18,28,4,444,90,18.50\n',
      'Bo Lind',
    ],
    [
      'a highest score above all runs',
      'Player,Mat,Inns,Runs,HS\nAda Reed,20,30,800,120*\nBo Lind,18,20,50,99\nCy Ames,18,28,444,90\nDi Orr,18,28,444,90\nEd Poe,18,28,444,90\n',
      'Bo Lind',
    ],
  ] as const) {
    test(what, () => {
      const { damaged } = askTable(text).reading;
      assert.equal(damaged[0]?.damage, 'figures that contradict others in their row');
      const { asked } = askTable(text);
      const facts = (name: string) => asked.filter((one) => one.includes(name)).length;
      assert.ok(facts(lost) < facts('Ada Reed'), asked.join('\n'));
    });
  }
});

describe('what is sound is asked', () => {
  for (const [what, text, facts] of [
    [
      'five-ball overs',
      'Bowler,Balls,Runs,Wkts,Econ\nAda Reed,100,60,4,3.00\nBo Lind,200,100,9,2.50\nCy Ames,150,90,3,3.00\n',
      12,
    ],
    [
      'a question mark that ends a title',
      'Title,Genre\nWho Is She?,Drama\nWhat Now?,Crime\nBexley,War\n',
      3,
    ],
    [
      'formulas of chemistry',
      'Name,Formula\nWater,H2O\nSalt,NaCl\nSugar,C6H12O6\nGas,CH4\nAcid,H2SO4\nLye,NaOH\n',
      6,
    ],
    [
      'numbers that are all scientific',
      'Name,Mass\nSun,1.99E+30\nMoon,7.35E+22\nMars,6.42E+23\n',
      3,
    ],
    ['words where a third are none', column(['1', '2', 'many', 'few', '3'], 'Goals'), 5],
    [
      'numbers with many digits throughout',
      column(['60.333333333333336', '0.12345678901234568', '12.345678901234567', '1.5', '2.5']),
      5,
    ],
    ['amounts of eight digits', column(['20222023', '19281948', '1234567', '89']), 4],
    [
      'scores with their star',
      'Player,Mat,Runs,HS\nAda Reed,52,3000,120*\nBo Lind,88,4000,99\n',
      6,
    ],
  ] as const) {
    test(what, () => {
      const { asked, reading } = askTable(text);
      assert.deepEqual(reading.damaged, []);
      assert.equal(asked.length, facts, asked.join('\n'));
    });
  }
});

describe('damaged cells are kept on request', () => {
  for (const [cell, header] of [
    ['x', 'Goals'],
    ['4000†', 'Goals'],
    ['8.57E+01', 'Goals'],
    ['60.333333333333336', 'Goals'],
  ] as const) {
    test(cell, () => {
      const { asked, reading } = askTable(column(['1', '2', '3', cell], header), {
        columns: { [header]: { damaged: 'keep' } },
      });
      assert.equal(asked.length, 4);
      assert.equal(reading.damaged[0]?.kept, true);
    });
  }
});

describe('values that are missing', () => {
  for (const cells of [
    ['Not Available', '4', 'n.a.', '5'],
    ['?', '1', '2', '3'],
    ['-', 'N/A', '7', '8'],
  ]) {
    test(`${cells.join(' | ')} make no golden`, () => {
      const { asked } = askTable(column(cells, 'Rating'));
      assert.equal(asked.length, cells.filter((cell) => /^\d$/.test(cell)).length);
    });
  }

  test('are those that a person names, and blanks', () => {
    const { asked } = askTable(column(['red', 'x', '-', 'NA', 'blue'], 'Colour'), {
      missing: ['x'],
    });
    assert.equal(asked.length, 3);
  });
});

describe('a span that lost its dash', () => {
  const text =
    'Player,Season,Goals\nAda Reed,20222023,11\nAda Reed,20232024,14\nBo Lind,20222023,8\n';

  test('is left out where all of its column did, and kept on request', () => {
    const spans = 'Name,Reign\nAda I,19281948\nBo II,19481960\nCy I,19601970\n';
    assert.throws(() => askTable(spans), /Reign/);
    const { asked } = askTable(spans, { columns: { Reign: { damaged: 'keep' } } });
    assert.equal(asked.length, 3);
  });

  test('is said with a dash where it is part of the key', () => {
    const { asked, reading } = askTable(text);
    assert.deepEqual(reading.damaged, []);
    assert.ok(asked.includes('How many goals did Bo Lind score in the 2022-2023 season? 8'));
  });
});
