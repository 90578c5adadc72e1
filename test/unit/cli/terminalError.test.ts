import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inTerminalsWords, terminalError } from '../../../src/cli/terminalError.ts';
import { parseTable } from '../../../src/core/table/table.ts';

describe('a setting is called by the terminal’s option', () => {
  for (const [setting, option] of [
    ['cricketLora.dataset.key', '--key'],
    ['cricketLora.dataset.entityColumn', '--entity-column'],
    ['cricketLora.dataset.tellApart', '--tell-apart'],
    ['cricketLora.dataset.rows', '--rows'],
    ['cricketLora.dataset.statistics', '--statistics'],
    ['cricketLora.dataset.headerLine', '--header-line'],
    ['cricketLora.recipe.rank', '--set rank=…'],
  ] as const) {
    test(option, () => {
      assert.equal(inTerminalsWords(`Name it in ${setting}.`), `Name it in ${option}.`);
    });
  }
});

describe('a refusal says in the terminal’s words how to go on, and nothing of players', () => {
  for (const [what, text, option] of [
    ['rows of one name', 'Land,Share\nBexia,1\nBexia,2\n', /--key/],
    ['no names', 'Share,Rate\n1,2\n3,4\n', /--key/],
    ['a wished column that is not there', 'Land,Share\nBexia,1\n', /--key/],
  ] as const) {
    test(what, () => {
      const isWish = what.includes('wished');
      assert.throws(
        () => parseTable(text, { name: 'a.csv', ...(isWish ? { key: ['Player'] } : {}) }),
        (error) => {
          const said = terminalError(error);
          assert.match(said, option);
          assert.doesNotMatch(said, /cricketLora|names the players|--base and --set/);
          return true;
        },
      );
    });
  }
});
