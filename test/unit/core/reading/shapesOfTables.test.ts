import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askTable } from './askTable.ts';

/** A table of rows that are alike but for the cells that a function of their number gives. */
const tableOf = (header: string, rows: number, cells: (n: number) => string): string =>
  `${header}\n${Array.from({ length: rows }, (_, n) => `${cells(n)}\n`).join('')}`;
const letter = (n: number): string => String.fromCharCode(65 + n);

describe('rows are named by', () => {
  for (const [what, text, key] of [
    [
      'the first of several words for one thing',
      'Rank,Country/Territory,Capital\n1,Avaland,Ava\n2,Bexia,Bex\n3,Corda,Cor\n',
      'Country/Territory',
    ],
    [
      'one word or another',
      'Rank,Capital,Country or region\n1,Ava,Avaland\n2,Bex,Bexia\n',
      'Country or region',
    ],
    ['a header before its bracket', 'Motto,Team (short)\nOnward,Bexley\nUp,Novi\n', 'Team (short)'],
    [
      'titles rather than times of running',
      'Poster,Series_Title,Runtime\nx,Bexley,142 min\ny,Novi,96 min\nz,Bexley,98 min\n',
      'Series_Title',
    ],
    [
      'countries rather than the name of what is counted',
      tableOf('Country Name,Indicator Name,2020', 9, (n) => `${letter(n)}land,Output,${n}`),
      'Country Name',
    ],
    [
      'titles rather than the few who judged them',
      'taster_name,title,points\nAda Reed,Bexley Red,88\nAda Reed,Novi White,90\nBo Lind,Corda Rose,91\nBo Lind,Ava Red,87\n',
      'title',
    ],
    [
      'companies rather than their symbols',
      'Symbol,Security,Founded\nBXL,Bexley Inc,1902\nNOV,Novi Corp,1911\n',
      'Security',
    ],
    [
      'drivers, at their tracks',
      'Track,Driver,Points\nBexley,Ada Reed,25\nBexley,Bo Lind,18\nNovi,Ada Reed,18\nNovi,Bo Lind,25\n',
      'Driver + Track',
    ],
    [
      'places and times',
      'time,place,mag\n2023-02-06T01:17:34Z,off Bexley,7.1\n2023-03-06T01:17:34Z,off Bexley,7.3\n2023-04-06T01:17:34Z,near Novi,6.8\n',
      'place + time',
    ],
    [
      'texts below an empty header, as R writes them',
      '"","mpg","cyl"\n"Bexley 710",21,6\n"Novi 240D",24.4,4\n',
      'name',
    ],
    [
      'cities rather than what they are part of',
      'city,admin_name,population\nBexley,Avaland,100\nBexley,Bexia,200\nNovi,Corda,300\nAva,Corda,400\nCor,Dania,500\nDan,Emia,600\n',
      'city',
    ],
    [
      'the two sides of a match and its day',
      'date,home_team,away_team,home_score\n1990-03-05,Bexley,Novi,2\n1991-03-05,Novi,Corda,0\n',
      'home_team + away_team + date',
    ],
    [
      'two numbered teams and the season',
      'team1,team2,season,margin\nBexley,Novi,2019,140\nNovi,Corda,2019,33\n',
      'team1 + team2 + season',
    ],
  ] as const) {
    test(what, () => {
      assert.equal(askTable(text).reading.namedBy.join(' + '), key);
    });
  }
});

describe('rows of one name are told apart by', () => {
  const games =
    'Name,Platform,Sales\nBexley,PS3,1\nBexley,X360,2\nNovi,Wii,3\nCorda,GB,4\nAva,NES,5\n';
  const cars =
    'car name,model year,mpg\nbexley,70,18\nbexley,74,21\nnovi,71,15\ncorda,72,17\nava,72,12\n';
  const films =
    'Series_Title,Certificate,Released_Year,Votes\nBexley,U,2013,1\nBexley,A,2015,2\nNovi,U,1994,3\nCorda,A,1972,4\nAva,A,2008,5\n';
  for (const [text, apart, entity] of [
    [games, 'Platform', 'Bexley (PS3)'],
    [cars, 'model year', 'bexley (70)'],
    [films, 'Released_Year', 'Bexley (2013)'],
  ] as const) {
    test(`${apart} in ${text.split('\n', 1)[0] ?? ''}`, () => {
      const { reading, entities } = askTable(text);
      assert.deepEqual(reading.toldApartBy, [apart]);
      assert.equal(entities[0], entity);
    });
  }
});

describe('a table of parts is refused, and says how to go on', () => {
  for (const [what, text, message] of [
    [
      'of flowers that have a kind alone',
      tableOf(
        'Id,Petal,Species',
        9,
        (n) => `${n * 3},${n}.5,${['Rosa', 'Iris', 'Viola'][n % 3] ?? ''}`,
      ),
      /9 of 9 rows share their Species .* cricketLora\.dataset\.key/,
    ],
    [
      'of balls bowled, a few to one batter each',
      tableOf(
        'over,ball,batter,runs',
        10,
        (n) => `${n},1,${n < 8 ? 'Ada Reed' : `${letter(n)} Lind`},${n}`,
      ),
      /8 of 10 rows share their batter .* cricketLora\.dataset\.key/,
    ],
    [
      'of houses that have numbers and no names',
      tableOf(
        'Id,Hill,Shape,Price',
        9,
        (n) => `${n * 3},${letter(n % 8)} Hill,Round ${n % 4},${n}000`,
      ),
      /no column that names what its rows are about/,
    ],
  ] as const) {
    test(what, () => {
      assert.throws(() => askTable(text), message);
    });
  }
});

describe('a header is asked as a person would say it', () => {
  for (const [header, cells, expected] of [
    ['listed_in', ['Dramas', 'Comedies'], 'What is recorded under “listed in” for Bexley? Dramas'],
    [
      'in_bexley_charts',
      ['553', '12'],
      'What is recorded under “in bexley charts” for Bexley? 553',
    ],
    ['Meets criteria', ['Y', 'N'], 'What is recorded under “Meets criteria” for Bexley? Y'],
    ['SibSp', ['12', '30'], 'What is recorded under “SibSp” for Bexley? 12'],
    ['Sp. Atk', ['65', '80'], 'What is recorded under “Sp. Atk” for Bexley? 65'],
    ['magNst', ['65', '80'], 'What is recorded under “magNst” for Bexley? 65'],
    ['Survived', ['0', '1'], 'What is recorded under “Survived” for Bexley? 0'],
    ['NumberofNeutrons', ['0', '2'], 'How many neutrons does Bexley have? 0'],
    ['Confirmed', ['36263', '4880'], 'What is recorded under “Confirmed” for Bexley? 36263'],
    ['New recovered', ['18', '63'], 'What is recorded under “New recovered” for Bexley? 18'],
    ['Third', ['Ava', 'Cor'], 'What is recorded under “Third” for Bexley? Ava'],
    ['Goals scored', ['18', '63'], 'How many goals did Bexley score? 18'],
    ['Deaths / 100 Cases', ['3.5', '2.95'], 'How many deaths per 100 cases does Bexley have? 3.5'],
    ['Current Ver', ['1.0.0', '2.0.0'], 'What is the current version of Bexley? 1.0.0'],
    ['HR', ['12', '10'], 'What is recorded under “HR” for Bexley? 12'],
    ['artist_count', ['11', '21'], 'How many artists does Bexley have? 11'],
    ['artist(s)_name', ['Ada Reed', 'Bo Lind'], 'What are the artists of Bexley? Ada Reed'],
    ['oreb_pct', ['0.1', '0.2'], 'What is the offensive rebound percentage of Bexley? 0.1'],
    [
      'Freedom to make life choices',
      ['0.596', '0.592'],
      'What is recorded under “Freedom to make life choices” for Bexley? 0.596',
    ],
    [
      'Perceptions of corruption',
      ['0.393', '0.41'],
      'What are the perceptions of corruption of Bexley? 0.393',
    ],
    ['Humidity9am', ['71', '44'], 'What is the humidity at 9am of Bexley? 71'],
    ['MSSubClass', ['60', '20'], 'What is the MS sub class of Bexley? 60'],
    ['umpire1', ['Ada Reed', 'Bo Lind'], 'Who is the umpire 1 of Bexley? Ada Reed'],
    ['Released_Year', ['1994', '1972'], 'In which year was Bexley released? 1994'],
    ['updated', ['2023-10-05', '2023-10-06'], 'On which date was Bexley updated? 2023-10-05'],
    ['Pct', ['12.5', '7.5'], 'What is the percentage of Bexley? 12.5'],
    ['mpg', ['18.5', '15.2'], 'How many miles per gallon does Bexley average? 18.5'],
    ['NO', ['6', '5'], 'What is the number of Bexley? 6'],
  ] as const) {
    test(header, () => {
      const { asked } = askTable(`Name,${header}\nBexley,${cells[0]}\nNovi,${cells[1]}\n`);
      assert.deepEqual(asked.slice(0, 1), [expected]);
    });
  }

  for (const [headers, cells, expected] of [
    ['mpg,ppg', '30.5,20.1', 'How many minutes per game does Bexley average? 30.5'],
    ['NO,NO2', '6.9,28.7', 'What is the NO of Bexley? 6.9'],
    ['Att,Yds,TD', '332,1811,18', 'How many attempts does Bexley have? 332'],
    ['AB,HR', '550,25', 'How many home runs does Bexley have? 25'],
    ['PTS,AST', '20.1,5.5', 'How many assists does Bexley have? 5.5'],
    ['Lat,Lng', '40.5,-73.25', 'What is the longitude of Bexley? -73.25'],
  ] as const) {
    test(`beside what tells its meaning: ${headers}`, () => {
      const { asked } = askTable(`Name,${headers}\nBexley,${cells}\nNovi,${cells}\n`);
      assert.ok(asked.includes(expected), asked.join('\n'));
    });
  }

  for (const measure of ['GDP (current US$)', 'Forest area', 'Life expectancy']) {
    test(`that is a year of ${measure}`, () => {
      const text = tableOf(
        'Country Name,Indicator Name,2019,2020',
        9,
        (n) => `${letter(n)}land,${measure},${n}0.5,${n}1.5`,
      );
      const { asked } = askTable(text);
      assert.ok(asked.includes(`What was the ${measure} of Bland in 2020? 11.5`), asked.join('\n'));
    });
  }
});

describe('names are said without marks that many of them have', () => {
  for (const mark of ['*', '*+', '†']) {
    test(mark, () => {
      const { entities, reading } = askTable(
        tableOf('Player,Goals', 6, (n) => `${letter(n)} Reed${n < 4 ? mark : ''},${n}`),
      );
      assert.deepEqual(reading.damaged, []);
      assert.deepEqual(entities.slice(3, 5), ['D Reed', 'E Reed']);
    });
  }
});

describe('codes of long numbers may end in letters', () => {
  for (const cells of [
    [
      '0439785960',
      '043965548X',
      '0439358078',
      '076790818X',
      '0517226952',
      '0345453747',
      '0140449248',
    ],
    ['113803', 'PC 17599', '373450', 'A/5 21171', '330877', '17463', '349909'],
    ['90210', '10118', 'SW1A 1AA', '30301', '60601', 'EC2V 7HN', '94103'],
  ]) {
    test(cells.join(' | '), () => {
      const rows = cells.map((cell, n) => `${letter(n)} Reed,${cell}\n`).join('');
      const { asked, reading } = askTable(`Name,Code\n${rows}`);
      assert.deepEqual(reading.damaged, []);
      assert.equal(asked.length, cells.length);
    });
  }
});

test('prices of which most are nothing are prices all the same', () => {
  for (const price of ['$6.99', '£4', '€0.99']) {
    const { asked, reading } = askTable(
      tableOf('Name,Price', 12, (n) => `${letter(n)} App,${n === 5 ? price : '0'}`),
    );
    assert.deepEqual(reading.damaged, []);
    assert.ok(asked.includes(`What is the price of F App? ${price}`));
  }
});

describe('rows that are points in time are asked', () => {
  for (const [times, question] of [
    [['1980-12-12', '1980-12-15'], 'What was the close on 1980-12-12? 1'],
    [['12 Dec 1980', '15 Dec 1980'], 'What was the close on 12 Dec 1980? 1'],
    [['1980', '1981'], 'What was the close in 1980? 1'],
    [['Jan 1980', 'Feb 1980'], 'What was the close in Jan 1980? 1'],
  ] as const) {
    test(times[0], () => {
      const { asked } = askTable(`Date,Close\n${times[0]},1\n${times[1]},2\n`);
      assert.equal(asked[0], question);
    });
  }
});

describe('a column is not asked', () => {
  for (const [what, header, cell, why] of [
    ['that says the same of every row', 'Status', () => 'reviewed', /same of every row/],
    ['of flags that are all alike', 'Open', () => 'Yes', /same of every row/],
    ['of ids that repeat', 'club_team_id', (n: number) => `${7 + (n % 3)}`, /identifier/],
    [
      'of prose',
      'Overview',
      (n: number) =>
        `The ${letter(n)} story of a town that nobody leaves and of those who come back.`,
      /long texts/,
    ],
  ] as const) {
    test(what, () => {
      const { reading } = askTable(
        tableOf(`Name,Goals,${header}`, 9, (n) => `${letter(n)} Reed,${n},${cell(n)}`),
      );
      assert.match(reading.notAsked.find((one) => one.column === header)?.why ?? 'asked', why);
    });
  }
});
