import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askTable } from './askTable.ts';

const firstAsked = (header: string, [one, other]: readonly [string, string]): string | undefined =>
  askTable(`Name,${header}\nBexley,${one}\nNovi,${other}\n`).asked[0];

describe('a header that cannot be read aloud is quoted', () => {
  for (const header of [
    'am',
    'vs',
    'aged_65_older',
    'NOC',
    'T',
    'x',
    'H',
    '2B',
    'qsec',
    'Pclass',
    'dmin',
    'B365H',
    '4Q9',
    'CO(GT)',
    'PT08.S1(CO)',
    'RES.',
    'QX/B',
    'Freedom to make choices',
  ]) {
    test(header, () => {
      const said = header.replace(/_/g, ' ');
      assert.equal(
        firstAsked(header, ['11', '12']),
        `What is recorded under “${said}” for Bexley? 11`,
      );
    });
  }

  test('also of days and hours', () => {
    const { asked } = askTable('Date,CO(GT),Rain\n2012-01-01,2.6,0\n2012-01-02,2,3\n');
    assert.deepEqual(asked.slice(0, 2), [
      'What is recorded under “CO(GT)” for 2012-01-01? 2.6',
      'What was the rain on 2012-01-01? 0',
    ]);
  });

  test('whole, where a full stop in it seems to end the sentence', () => {
    const { asked } = askTable(
      'Player,Season,Sp. Atk\nAda Reed,2019,7\nAda Reed,2020,9\nBea Cole,2019,5\n',
    );
    assert.equal(asked[0], 'What was recorded under “Sp. Atk” for Ada Reed in 2019? 7');
  });

  test('also of years in which something happened by itself', () => {
    assert.equal(
      firstAsked('appeared', ['1991', '1995']),
      'What is recorded under “appeared” for Bexley? 1991',
    );
  });

  test('also where codes say what was done', () => {
    assert.equal(
      firstAsked('Embarked', ['S', 'Q']),
      'What is recorded under “Embarked” for Bexley? S',
    );
  });
});

describe('a header that is a word is not quoted, though short', () => {
  for (const header of ['age', 'Hue', 'gap', 'Sex', 'Cut', 'speed', 'strength', 'rhythm']) {
    test(header, () => {
      const asked = firstAsked(header, ['11', '12']);
      assert.equal(asked, `What is the ${header.toLowerCase()} of Bexley? 11`);
    });
  }
});

describe('a header is said in the order of speech', () => {
  for (const [header, cells, expected] of [
    ['temp_max', ['12.8', '10.6'], 'What is the maximum temperature of Bexley? 12.8'],
    ['temp_c', ['12.8', '10.6'], 'What is the temperature of Bexley in degrees Celsius? 12.8'],
    [
      'max_temperature_f',
      ['55', '51'],
      'What is the maximum temperature of Bexley in degrees Fahrenheit? 55',
    ],
    ['gdp_usd_bn', ['70.02', '0.55'], 'What is the GDP of Bexley in billions of US dollars? 70.02'],
    ['vitamin_c', ['12', '9'], 'What is the vitamin c of Bexley? 12'],
    ['humidity_mean', ['71', '44'], 'What is the mean humidity of Bexley? 71'],
    ['depth_min', ['71', '44'], 'What is the minimum depth of Bexley? 71'],
    ['Wins%', ['71', '44'], 'What is the win percentage of Bexley? 71'],
    ['Assists %', ['7.1', '4.4'], 'What is the assist percentage of Bexley? 7.1'],
    ['TD%', ['7.1', '4.4'], 'What is the touchdown percentage of Bexley? 7.1'],
    ['RANK_2025', ['7', '4'], 'What is the rank in 2025 of Bexley? 7'],
    ['Score 2019', ['7', '4'], 'What is the score in 2019 of Bexley? 7'],
    ['lifeExp', ['71.2', '44.1'], 'What is the life expectancy of Bexley? 71.2'],
    ['gdpPercap', ['712', '441'], 'What is the GDP per capita of Bexley? 712'],
    ['Ring System?', ['Yes', 'No'], 'Is “ring system” yes or no for Bexley? Yes'],
    [
      'Citations_per_Faculty_Score',
      ['7.1', '4.4'],
      'What is the citations per faculty score of Bexley? 7.1',
    ],
    ['cases_per_million', ['71', '44'], 'How many cases per million does Bexley have? 71'],
    ['Phones (per 1000)', ['71', '44'], 'How many phones per 1000 does Bexley have? 71'],
    ['Pop. growth', ['7.1', '4.4'], 'What is the population growth of Bexley? 7.1'],
  ] as const) {
    test(header, () => {
      assert.equal(firstAsked(header, cells), expected);
    });
  }

  test('Type 1 and Type 2 as first and second, but no number alone', () => {
    const { asked } = askTable(
      'Name,Type 1,Type 2,Star1,Star2,Star3,Phase 3\nBexley,Ice,Fire,Ada Reed,Bo Lind,Cy Moss,12\n',
    );
    assert.deepEqual(asked, [
      'What is the first type of Bexley? Ice',
      'What is the second type of Bexley? Fire',
      'Who is the first star of Bexley? Ada Reed',
      'Who is the second star of Bexley? Bo Lind',
      'Who is the third star of Bexley? Cy Moss',
      'What is the phase 3 of Bexley? 12',
    ]);
  });
});

describe('a unit is read', () => {
  for (const [header, unit] of [
    ['Mass (10^24kg)', 'mass of Bexley in 10^24 kilograms'],
    ['Gravity (m/s^2)', 'gravity of Bexley in metres per second squared'],
    ['Speed (km/s)', 'speed of Bexley in kilometres per second'],
    ['Area (sq. mi.)', 'area of Bexley in square miles'],
    ['GDP ($ per capita)', 'GDP of Bexley in dollars per capita'],
    ['Income (usd per household)', 'income of Bexley in US dollars per household'],
  ] as const) {
    test(header, () => {
      assert.equal(firstAsked(header, ['7.1', '4.4']), `What is the ${unit}? 7.1`);
    });
  }
});

describe('what is asked of people and capitals', () => {
  test('is not asked so of categories: they are quoted', () => {
    for (const header of ['capital', 'director', 'city']) {
      const { asked } = askTable(`Town,${header}\nBexley,primary\nNovi,admin\nAda,minor\n`);
      assert.equal(asked[0], `What is recorded under “${header}” for Bexley? primary`);
    }
  });

  test('is asked so of names', () => {
    assert.equal(firstAsked('director', ['Ada Reed', 'Bo Lind']), 'Who directed Bexley? Ada Reed');
  });
});

test('a football result is asked in words, where its headers are those of results', () => {
  const { asked } = askTable(
    'Date,HomeTeam,AwayTeam,FTHG,FTAG,HS,HST,HTR\n11/08/2023,Bexley,Novi,2,1,15,7,H\n12/08/2023,Novi,Ada,0,3,6,1,A\n',
  );
  assert.deepEqual(asked.slice(0, 5), [
    'How many full-time home goals did Bexley v Novi have on 11/08/2023? 2',
    'How many full-time away goals did Bexley v Novi have on 11/08/2023? 1',
    'How many home shots did Bexley v Novi have on 11/08/2023? 15',
    'How many home shots on target did Bexley v Novi have on 11/08/2023? 7',
    'What was the half-time result of Bexley v Novi on 11/08/2023? H',
  ]);
});

test('a place of the past is said without two prepositions in a row', () => {
  const table =
    'Country,Year,Continent,Pop\nAvaland,1952,Asia,7\nAvaland,1957,Asia,8\nBexia,1952,Africa,9\nBexia,1957,Africa,3\n';
  const { entities, all } = askTable(table);
  assert.equal(entities.length, 4);
  assert.ok(all.includes('Which continent was Avaland in, in 1952?'));
  assert.deepEqual(
    all.filter((question) => question.includes(' in in ')),
    [],
  );
});

describe('what public tables call their columns', () => {
  const asked: readonly (readonly [string, readonly [string, string], string])[] = [
    ['died', ['1923-02-10', '1928-02-04'], 'On which date did Bexley die? 1923-02-10'],
    ['Death year', ['1923', '1928'], 'In which year did Bexley die? 1923'],
    [
      'Area (square miles)',
      ['52419', '665384'],
      'What is the area of Bexley in square miles? 52419',
    ],
    ['Population (2019)', ['49031', '73154'], 'What is the population in 2019 of Bexley? 49031'],
    ['Winner', ['North End', 'South Park'], 'Who is the winner of Bexley? North End'],
  ];
  for (const [header, cells, question] of asked) {
    test(header, () => {
      assert.equal(firstAsked(header, cells), question);
    });
  }

  test('a winner that may be a team is never called a person', () => {
    const { asked: all } = askTable('Name,Winner\nBexley,North End\nNovi,South Park\n');
    for (const question of all) assert.doesNotMatch(question, /person/);
  });
});
