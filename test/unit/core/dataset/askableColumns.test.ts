import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askablesOf, chooseAskables } from '../../../../src/core/dataset/askableColumns.ts';
import { knownStatistics } from '../../../../src/core/reading/knownStatistics.ts';
import { parseTable } from '../../../../src/core/table/table.ts';
import { UserError } from '../../../../src/core/common/userError.ts';

const tableOf = (header: string) =>
  parseTable([header, cellsOf(header, 'x', 3), cellsOf(header, 'y', 4)].join('\n'), {
    name: 'a.csv',
  });
/** Cells of the forms that the headers promise. */
const cellsOf = (header: string, name: string, count: number): string =>
  header
    .split(',')
    .map((title, at) => {
      if (at === 0) return name;
      if (/span|career|years/i.test(title)) return '1990-1999';
      if (/^bb/i.test(title)) return '5/40';
      return /colour/i.test(title) ? `red ${name}` : String(count);
    })
    .join(',');
const idsOf = (header: string) => askablesOf(tableOf(header)).map(({ id }) => id);
const known = knownStatistics.map(({ id }) => id).slice(0, 10);

describe('askablesOf', () => {
  for (const header of [
    'Player,Span,Mat,Inns,NO,Runs,HS,Ave,100,50,0',
    'player,span,matches,innings,not_outs,runs,highest_score,average,centuries,half_centuries,ducks',
    'Batter,Years,Tests,Innings,Not Outs,Runs,High Score,Batting Average,100s,50s,0s',
    'Name,Career,Matches,Inn,NotOuts,R,HighScore,Avg,Hundreds,Fifties,Ducks',
  ]) {
    test(`knows all statistics of ${header}`, () => {
      assert.deepEqual(idsOf(header), known);
    });
  }

  test('names other columns after their headers, never as a known statistic', () => {
    assert.deepEqual(idsOf('Player,Runs,BF,Strike Rate,4s,totalRuns'), [
      'runs',
      'balls-faced',
      'strike-rate',
      'fours',
      'totalruns',
    ]);
    assert.deepEqual(idsOf('Batter,R,Runs,HS'), ['runs', 'highest-score', 'runs-2']);
  });

  test('does not ask for a star that is kept in another column', () => {
    assert.deepEqual(idsOf('Player,HighScore,HighScoreNotOut'), ['highscore', 'highscorenotout']);
  });
});

describe('chooseAskables', () => {
  const table = tableOf('Batter,Runs,NO,Shoe Size');
  const choose = (chosen?: string[]) => chooseAskables(table, chosen).map(({ id }) => id);

  test('takes the usual ones, or the chosen by id or header, in their order and once', () => {
    assert.deepEqual(choose(), ['runs', 'shoe-size']);
    const chosen = choose(['shoe_size', 'not-outs', 'Runs', 'runs', 'NO']);
    assert.deepEqual(chosen, ['shoe-size', 'not-outs', 'runs']);
  });

  test('takes every column of a table that is about something else', () => {
    assert.deepEqual(
      chooseAskables(tableOf('Name,Colour,Shoe Size'), undefined).map(({ id }) => id),
      ['colour', 'shoe-size'],
    );
  });

  test('refuses what is not there, and lists what is', () => {
    const refuses = (run: () => unknown, message: RegExp) => {
      assert.throws(run, (error) => error instanceof UserError && message.test(error.message));
    };
    refuses(
      () => choose(['wickets']),
      /no statistic “wickets”.* It has: not-outs, runs, shoe-size\./,
    );
    refuses(() => choose([]), /statistics is empty/);
    refuses(() => chooseAskables(tableOf('Player'), undefined), /only the entity column/);
  });
});

describe('tables of bowling and fielding', () => {
  for (const [header, ids] of [
    [
      'Player,Span,Mat,Inns,Balls,Runs,Wkts,BBI,BBM,Ave,Econ,SR,5,10',
      'span matches innings-bowled balls-bowled runs-conceded wickets best-innings best-match bowling-average economy bowling-strike-rate five-wickets ten-wickets',
    ],
    [
      'Player,Span,Mat,Inns,Dis,Ct,St,Max Dis Inns,Dis/Inn',
      'span matches innings-fielded dismissals catches stumpings most-dismissals dismissals-per-innings',
    ],
    ['name,wickets_taken,economy_rate,bowling_average', 'wickets bowling-average economy'],
  ] as const) {
    test(`${header} is understood`, () => {
      assert.deepEqual(idsOf(header), ids.split(' '));
    });
  }
});
