import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutFaults } from './layoutFaults.ts';
import { drawn, withoutChromium } from './openPage.ts';
import { states } from './pageStates.ts';
import { usePages } from './usePages.ts';

/** In pixels of CSS: 300, 800 and 1,440 of a pane, at 100 and at 200 %. */
const widths = [1440, 800, 720, 400, 300, 150];

describe('nothing is cut off, covered or off the page', { skip: withoutChromium }, () => {
  const withPage = usePages();

  for (const { name, go, ...opening } of states)
    it(`on ${name}, at every width and zoom`, () =>
      withPage({ width: 1440, height: 900, ...opening }, async (page) => {
        await go(page);
        const found: string[] = [];
        for (const width of widths) {
          await page.setViewportSize({ width, height: 720 });
          await drawn(page);
          found.push(...(await layoutFaults(page)).map((fault) => `${width} px: ${fault}`));
        }
        assert.deepEqual(found, []);
      }));
});
