import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askablesOf, chooseAskables } from '../../../src/core/askable.ts';
import { knownStatistics } from '../../../src/core/statistics.ts';
import { parseTable } from '../../../src/core/table.ts';
import { UserError } from '../../../src/core/userError.ts';

const tableOf = (header: string) =>
  parseTable(`${header}\n${header.replace(/[^,]+/g, 'x')}\n`, { name: 'a.csv' });
const idsOf = (header: string) => askablesOf(tableOf(header)).map(({ id }) => id);
const known = knownStatistics.map(({ id }) => id);

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
      'bf',
      'strike-rate',
      '4s',
      'totalruns',
    ]);
    assert.deepEqual(idsOf('Player,R,Runs'), ['runs', 'runs-column']);
  });

  test('does not ask for a star that is kept in another column', () => {
    assert.deepEqual(idsOf('Player,HighScore,HighScoreNotOut'), ['highscore', 'highscorenotout']);
  });
});

describe('chooseAskables', () => {
  const table = tableOf('Player,Runs,NO,SR');
  const choose = (chosen?: string[]) => chooseAskables(table, chosen).map(({ id }) => id);

  test('takes the usual ones, or the chosen by id or header, in their order and once', () => {
    assert.deepEqual(choose(), ['runs']);
    assert.deepEqual(choose(['sr', 'not-outs', 'Runs', 'runs', 'NO']), ['sr', 'not-outs', 'runs']);
  });

  test('refuses what is not there, and lists what is', () => {
    const refuses = (run: () => unknown, message: RegExp) => {
      assert.throws(run, (error) => error instanceof UserError && message.test(error.message));
    };
    refuses(() => choose(['wickets']), /no statistic “wickets”.* It has: not-outs, runs, sr\./);
    refuses(() => choose([]), /statistics is empty/);
    refuses(() => chooseAskables(tableOf('Player,Wickets'), undefined), /It has: wickets\./);
    refuses(() => chooseAskables(tableOf('Player'), undefined), /only the entity column/);
  });
});
