import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateQuestions } from '../../../../src/core/dataset/generateQuestions.ts';
import { parseTable } from '../../../../src/core/table/table.ts';
import { askTable, phrasings } from './askTable.ts';

/** A table's text, one of its questions with the golden, and the file's name where that matters. */
type Case = readonly [what: string, text: string, expected: string, name?: string];

const kinds: Readonly<Record<string, readonly Case[]>> = {
  'one header of cricket makes no table of cricket': [
    [
      'football',
      'Player,Matches,Goals,Assists\nAda Reed,31,12,4\nBo Lind,28,9,11\n',
      'How many goals did Ada Reed score? 12',
    ],
    [
      'cities',
      'City,St,Population\nBexley,OH,13057\nNovi,MI,60000\n',
      'In which state is Bexley? OH',
    ],
    [
      'a league',
      'Club,M,W,D,L,Pts\nBexley FC,10,5,3,2,18\nNovi FC,10,4,3,3,15\n',
      'How many points does Bexley FC have? 18',
    ],
    [
      'kings',
      'Name,Years,Father\nAda I,1501-1530,Bo II\nBo III,1530-1544,Ada I\n',
      'Who is the father of Ada I? Bo II',
    ],
    [
      'baseball',
      'Player,G,AB,R,HR,RBI,AVG\nAda Reed,150,550,90,25,88,.291\nBo Lind,120,430,51,9,40,.235\n',
      'What is the average of Ada Reed? .291',
      'mlb_batting.csv',
    ],
    [
      'basketball',
      'Player,GP,FGM,FG%\nAda Reed,70,8.1,53.3\nBo Lind,66,3.9,39.4\n',
      'How many field goals has Ada Reed made? 8.1',
    ],
  ],
  'a format is found': [
    [
      'in a column',
      'Player,Format,Mat,Runs\nAda Reed,ODI,52,3000\nBo Lind,ODI,88,4000\n',
      'How many runs in all did Ada Reed make in ODI cricket? 3000',
    ],
    [
      'row by row',
      'Player,Format,Mat,Runs,HS\nAda Reed,ODI,52,3000,99\nAda Reed,Test,20,1500,98\nBo Lind,T20I,88,4000,80*\n',
      'In how many Test matches did Ada Reed appear? 20',
    ],
    [
      'of women in a column',
      'Player,Format,Mat,Runs,HS\nAda Reed,WODI,52,3000,99\nAda Reed,WT20I,20,1500,98*\n',
      "In how many women's T20I matches did Ada Reed appear? 20",
    ],
    [
      'by twice as many innings',
      'Player,Mat,Inns,Runs,HS\nAda Reed,52,93,3000,99\nBo Lind,88,160,4000,80*\n',
      'In how many Test matches did Ada Reed appear? 52',
    ],
    ...(
      [
        ['t20i_batting', 'T20I matches'],
        ['ipl_2019', 'IPL matches'],
        ['odi-batting', 'ODI matches'],
        ['First Class batting', 'first-class matches'],
        ['women_odi', "women's ODI matches"],
        ['womens-t20i-batting', "women's T20I matches"],
        ['wtest_batting', "women's Test matches"],
        ['wbbl', 'WBBL matches'],
        ['the_hundred', 'Hundred matches'],
        ['village club', 'club matches'],
        ['batting', 'matches'],
      ] as const
    ).map(([file, matches]): Case => [
      `by the name ${file}`,
      'Player,Mat,Runs,HS\nAda Reed,52,3000,120*\nBo Lind,88,4000,99\n',
      `In how many ${matches} did Ada Reed appear? 52`,
      `${file}.csv`,
    ]),
  ],
  'headers are words': [
    [
      'in snake case',
      'player_name,free_throw_attempts\nAda Reed,100\nBo Lind,90\n',
      'How many free throw attempts does Ada Reed have? 100',
    ],
    [
      'in camel case',
      'Name,HomeRuns\nAda Reed,3\nBo Lind,4\n',
      'How many home runs does Ada Reed have? 3',
    ],
    [
      'with signs',
      'Name,3P%,#Rings\nAda Reed,33.1,2\nBo Lind,30.0,1\n',
      'How many rings does Ada Reed have? 2',
    ],
    [
      'with a unit',
      'Name,Speed km/h\nAda Reed,33\nBo Lind,31\n',
      'What is the speed of Ada Reed in kilometres per hour? 33',
    ],
    [
      'with money',
      'Player,Value (£m)\nAda Reed,33\nBo Lind,31\n',
      'What is the value of Ada Reed in millions of pounds? 33',
    ],
    [
      'that are years',
      'Country Name,2019,2020\nAvaland,10,11\nBexia,20,21\n',
      'What is the value of Avaland for 2020? 11',
    ],
    [
      'beside others of one meaning',
      'Team,W,Wins\nBexley,10,11\nNovi,12,13\n',
      'What is the “Wins” of Bexley? 11',
    ],
  ],
  'columns of public tables are asked in words': [
    [
      'elevation in feet',
      'name,elevation_ft\nBexley Field,11\nNovi Field,450\n',
      'What is the elevation of Bexley Field in feet? 11',
    ],
    [
      'millions of dollars',
      'Company,Revenue (USD millions)\nBexley Inc,"611,289"\nNovi Inc,"513,983"\n',
      'What is the revenue of Bexley Inc in millions of US dollars? 611,289',
    ],
    [
      'medals',
      'Country,Gold,Silver\nAvaland,39,41\nBexia,38,32\n',
      'How many gold medals did Avaland win? 39',
    ],
    [
      'counts at the end',
      'title,ratings_count\nBexley,6333\nNovi,52\n',
      'How many ratings does Novi have? 52',
    ],
    [
      'names of clubs',
      'short_name,club_name\nA. Reed,Bexley FC\nB. Lind,Novi FC\n',
      'What is the club of A. Reed? Bexley FC',
    ],
  ],
  'no column is lost': [
    [
      'beside two of one name',
      'City,Population,Population,Area\nBexley,100,120,5\nNovi,200,230,9\n',
      'What is the area of Novi? 9',
    ],
    [
      'of averages and ducks under other headers',
      'Batter,Mat,Inns,AvgScore,Zero\nAda Reed,5,9,44.5,1\nBo Lind,6,8,31.2,2\n',
      'How many times was Bo Lind dismissed for 0 in Tests? 2',
    ],
    [
      'of one name',
      'City,Population,Population\nBexley,100,120\nNovi,200,230\n',
      'What is the second population of Bexley? 120',
    ],
    [
      'of one name, the first',
      'City,Population,Population\nBexley,100,120\nNovi,200,230\n',
      'What is the first population of Bexley? 100',
    ],
    [
      'of one name, thrice',
      'City,Goals,Goals,Goals\nBexley,1,2,3\nNovi,4,5,6\n',
      'How many third goals does Bexley have? 3',
    ],
    [
      'a true rank',
      'Rank,Player,Points\n1,Ada Reed,90\n2,Bo Lind,80\n3,Cy Ames,70\n',
      'What is the rank of Bo Lind? 2',
    ],
    [
      'an atomic number',
      'AtomicNumber,Element\n1,Hydrogen\n2,Helium\n3,Lithium\n',
      'What is the atomic number of Helium? 2',
    ],
    [
      'five-wicket hauls',
      'Bowler,Best Bowling Figures,bowling_economy_rate,5\nAda Reed,5/40,4.11,2\nBo Lind,4/33,5.20,1\n',
      'How many innings of five wickets or more did Ada Reed have? 2',
    ],
    [
      'an economy rate',
      'Bowler,Best Bowling Figures,bowling_economy_rate,5\nAda Reed,5/40,4.11,2\nBo Lind,4/33,5.20,1\n',
      'How many runs an over did Ada Reed concede in this table? 4.11',
    ],
  ],
  'values are not taken for missing': [
    [
      'codes',
      'Code,Country,Continent\nNA,Novaria,AF\nBX,Bexia,NA\nCD,Corda,EU\n',
      'In which continent is Bexia? NA',
    ],
    [
      'symbols',
      'Symbol,Element\nNa,Sodium\nHe,Helium\nO,Oxygen\n',
      'What is the symbol of Sodium? Na',
    ],
    ['names', 'Player,Goals\nNull,3\nNan,4\nInf,5\nAda,6\n', 'How many goals did Null score? 3'],
    [
      'types',
      'Name,Type\nBoxo,None\nFoxo,Fire\nWoxo,Water\nDoxo,None\n',
      'What is the type of Boxo? None',
    ],
  ],
  'the header is found': [
    [
      'below titles',
      'Monthly report\nIssued by the club\n\nPlayer,Goals,Assists\nAda Reed,12,4\nBo Lind,9,11\nCy Ames,8,3\n',
      'How many goals did Ada Reed score? 12',
    ],
    [
      'below a source and a date',
      'Data Source,World Data\nLast Updated Date,2024-01-01\n\nCountry Name,Country Code,Area,Capital\nAvaland,AVA,10,Ava\nBexia,BEX,20,Bex\n',
      'What is the capital of Bexia? Bex',
    ],
    [
      'below the separator’s name and three lines of titles',
      'sep=,\nRecord attendances\nSource: the league\nAs of 2024\n\nClub,Attendance,Ground\n(name),(people),(name)\nBexley,1000,Mill\nNovi,2000,Hill\n',
      'What is the ground of Novi? Hill',
    ],
    [
      'below the encoding’s name',
      'UTF-8\nPlayer,Goals,Assists\nAda Reed,12,4\nBo Lind,9,11\n',
      'How many assists does Bo Lind have? 11',
    ],
    [
      'above units',
      'Records\n\nPlayer,Height\n(name),(m)\nAda Reed,1.80\nBo Lind,1.75\n',
      'What is the height of Ada Reed in metres? 1.80',
    ],
    [
      'above units without brackets',
      'Player,Height,Weight\n,cm,kg\nAda Reed,180,70\nBo Lind,175,80\n',
      'What is the weight of Bo Lind in kilograms? 80',
    ],
  ],
  'numbers are as they are written': [
    [
      'decimal commas',
      'Land;Share\nAvaland;0,188\nBexia;12,5\n',
      'What is the share of Avaland? 0,188',
    ],
    [
      'money',
      'Film,Gross\nBexley,"$9,000,000.00"\nNovi,"$10,500.00"\n',
      'What is the gross of Bexley? $9,000,000.00',
    ],
    ['percent', 'Name,Share\nBexley,12.5 %\nNovi,3 %\n', 'What is the share of Novi? 3 %'],
    [
      'millions',
      'Company,Market Cap\nBexley,$12.4B\nNovi,$890M\n',
      'What is the market cap of Novi? $890M',
    ],
  ],
};

for (const [kind, cases] of Object.entries(kinds)) {
  describe(kind, () => {
    for (const [what, text, expected, name] of cases) {
      test(what, () => {
        const delimiter = text.includes(';') ? ';' : ',';
        const { asked } = askTable(text, { delimiter, ...(name === undefined ? {} : { name }) });
        assert.ok(asked.includes(expected), asked.join('\n'));
      });
    }
  });
}

describe('what is not asked says why', () => {
  for (const [what, text, column, why] of [
    ['an empty column', 'Name,Goals,Zero\nAda Reed,1,\nBo Lind,2,\n', 'Zero', /no value/],
    ['an id', 'id,Name,Goals\na1,Ada Reed,1\nb2,Bo Lind,2\n', 'id', /identifier/],
    [
      'pages',
      'Name,Page,Goals\nAda Reed,https://x.example/1,1\nBo Lind,https://x.example/2,2\n',
      'Page',
      /addresses/,
    ],
    [
      'figures of 0',
      'Bowler,Mat,Wkts,Econ,BBI\nAda Reed,20,80,2.91,0\nBo Lind,18,61,3.11,0\nCy Ames,9,6,3.11,0\n',
      'BBI',
      /in the form of “Best bowling in an innings”/,
    ],
  ] as const) {
    test(what, () => {
      const { notAsked } = askTable(text).reading;
      assert.match(notAsked.find((one) => one.column === column)?.why ?? 'asked', why);
    });
  }
});

describe('rows are named by', () => {
  for (const [text, key, expected] of [
    [
      'Player,Season,Goals\nAda Reed,2019,11\nAda Reed,2020,14\nBo Lind,2019,8\n',
      'Player + Season',
      'How many goals did Bo Lind score in 2019? 8',
    ],
    [
      'Team,Season,Points\nBexley,2019,50\nBexley,2020,55\nNovi,2019,41\n',
      'Team + Season',
      'How many points did Bexley have in 2019? 50',
    ],
    [
      'Player,Opponent,Goals\nAda Reed,Novi,1\nAda Reed,Corda,2\nBo Lind,Novi,3\n',
      'Player + Opponent',
      'How many goals did Ada Reed score against Corda? 2',
    ],
    [
      'Team,Season,League,Points\nBexley,2019,A,50\nBexley,2019,B,51\nBexley,2020,A,55\nNovi,2019,A,41\nNovi,2019,B,43\n',
      'Team + Season + League',
      'How many points did Bexley have in 2019 in league B? 51',
    ],
    [
      'Date,Store,Sales\n2024-01-01,Bexley,100\n2024-01-01,Novi,90\n2024-01-02,Bexley,80\n2024-01-02,Novi,70\n',
      'Store + Date',
      'What were the sales of Novi on 2024-01-02? 70',
    ],
    ['Year,Sales\n2019,10\n2020,12\n2021,15\n', 'Year', 'What were the sales in 2020? 12'],
    [
      'Poster,Title,Studio\nhttp://x.example/a.jpg,Bexley,A\nhttp://x.example/b.jpg,Novi,B\nhttp://x.example/c.jpg,Corda,C\n',
      'Title',
      'What is the studio of Novi? B',
    ],
    [
      'Hospital Name,Address,Beds\nMercy,1 Mill Lane,100\nMercy,9 Hill Street,200\nBexley,4 Lake Road,50\n',
      'Hospital Name',
      'How many beds does Mercy (9 Hill Street) have? 200',
    ],
    [
      'Poster,Title,Year\nhttp://x.example/a.jpg,Bexley,1990\nhttp://x.example/b.jpg,Novi,1991\nhttp://x.example/c.jpg,Bexley,2005\n',
      'Title',
      'In which year was Novi released? 1991',
    ],
    [
      'ISO,Country,Capital\nAVA,Avaland,Ava\nBEX,Bexia,Bex\n',
      'Country',
      'What is the ISO of Bexia? BEX',
    ],
    [
      'Country,Currency,President\nAvaland,Mark,Ada Reed\nBexia,Franc,Bo Lind\n',
      'Country',
      'Who is the president of Bexia? Bo Lind',
    ],
    [
      'Batsmen,Runs,Balls\nAda Reed,100,120\nBo Lind,50,80\n',
      'Batsmen',
      'How many runs in all did Bo Lind make in this table? 50',
    ],
    [
      'FirstName,LastName,Goals\nAda,Reed,11\nBo,Lind,9\n',
      'FirstName + LastName',
      'How many goals did Ada Reed score? 11',
    ],
    [
      'Surname,Given Name,Age\nReed,Ada,30\nLind,Bo,40\n',
      'Given Name + Surname',
      'What is the age of Ada Reed? 30',
    ],
    ['Team,Wins\nBexley,10\nNovi,9\n', 'Team', 'How many times did Bexley win? 10'],
    ['City,Mayor\nBexley,Ada Reed\nNovi,Bo Lind\n', 'City', 'Who is the mayor of Novi? Bo Lind'],
  ] as const) {
    test(`${key} in ${text.split('\n', 1)[0] ?? ''}`, () => {
      const { asked, reading } = askTable(text);
      assert.equal(reading.namedBy.join(' + '), key);
      assert.ok(asked.includes(expected), asked.join('\n'));
    });
  }

  test('what people would name, never by a page or by figures that happen to differ', () => {
    const { warnings, reading } = askTable(
      'Player,Profile,Runs,Wickets\nAda Reed,http://x.example/1,100,4\nAda Reed,http://x.example/2,200,9\nBo Lind,http://x.example/3,50,1\n',
    );
    assert.deepEqual(reading.namedBy, ['Player']);
    assert.match(warnings[0]?.message ?? '', /No column that people would name/);
  });
});

describe('numbers compare by the column’s own decimal mark, without signs of money', () => {
  for (const [cells, first] of [
    [['0,188', '12,5', '3,25'], 'Person B'],
    [['$9,000,000.00', '$10,500.00', '$77.10'], 'Person A'],
    [['3 %', '12.5 %', '7 %'], 'Person B'],
    [['1.234,5', '999,9', '88,1'], 'Person A'],
    [['$1.2B', '$890M', '$12K'], 'Person A'],
  ] as const) {
    test(cells.join(' | '), () => {
      const rows = cells.map((cell, n) => `Person ${String.fromCharCode(65 + n)};${cell}\n`);
      const table = parseTable(`Name;Share\n${rows.join('')}`, { name: 'a', delimiter: ';' });
      const made = generateQuestions(table, phrasings, { top: { count: 1, by: 'Share' } });
      assert.equal(made.questions[0]?.entity, first);
    });
  }
});

test('a part of the key is never asked, with and without being told of it', () => {
  const text = 'Player,Season,Goals\nAda Reed,2019,11\nAda Reed,2020,14\nBo Lind,2019,8\n';
  for (const options of [{}, { tellApart: ['Season'] }, { key: ['Player', 'Season'] }]) {
    const { asked } = askTable(text, options);
    assert.equal(asked.length, 3);
    for (const question of asked)
      assert.match(question, /^How many goals .* in (?:2019|2020)\? \d+$/);
  }
});

test('the settings that key has replaced are told of where they are used', () => {
  const text = 'Player,Team,Goals\nAda Reed,Bexley,1\nBo Lind,Novi,2\n';
  const told = (options: object) => askTable(text, options).warnings.map(({ message }) => message);
  assert.deepEqual(told({ tellApart: ['Team'] }), [
    'cricketLora.dataset.tellApart has become cricketLora.dataset.key: ["Player","Team"]',
  ]);
  assert.match(told({ entityColumn: 'Player' })[0] ?? '', /entityColumn has become/);
  assert.deepEqual(told({ key: ['Player', 'Team'], tellApart: ['Team'] }), []);
});

describe('a key that a person names', () => {
  const text =
    'Player,Team,Season,Goals\nAda Reed,Bexley,2019,1\nAda Reed,Novi,2020,2\nBo Lind,Novi,2019,3\nCy Ames,Novi,2019,4\nDi Orr,Novi,2019,5\n';

  test('says seasons of every row', () => {
    const { entities } = askTable(text, { key: ['Player', 'Season'] });
    assert.deepEqual(entities.slice(1, 3), ['Ada Reed in 2020', 'Bo Lind in 2019']);
  });

  test('says what few namesakes differ by of these alone', () => {
    const { entities } = askTable(text, { key: ['Player', 'Team'] });
    assert.deepEqual(entities.slice(1, 3), ['Ada Reed (Novi)', 'Bo Lind']);
  });

  test('may be a first and a last name', () => {
    const { entities } = askTable('Last,First,Club,Goals\nReed,Ada,X,1\nLind,Bo,Y,2\n', {
      key: ['First', 'Last'],
    });
    assert.deepEqual(entities, ['Ada Reed', 'Bo Lind']);
  });
});
