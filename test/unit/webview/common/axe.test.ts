import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import { drawn, inEveryTheme, withoutChromium } from './openPage.ts';
import { states } from './pageStates.ts';
import { usePages } from './usePages.ts';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

const axeSource = readFileSync(
  createRequire(`${process.cwd()}/`).resolve('axe-core/axe.min.js'),
  'utf8',
);

const onlyColours: RunOptions = { runOnly: ['color-contrast'] };
/** What a keyboard cannot scroll; only a narrow pane has much to scroll. */
const onlyScrolling: RunOptions = { runOnly: ['scrollable-region-focusable'] };

describe('axe finds nothing', { skip: withoutChromium }, () => {
  const withPage = usePages();

  for (const { name, go, ...opening } of states)
    it(`on ${name}, in every theme and in a narrow pane`, () =>
      withPage({ width: 1440, height: 900, ...opening }, async (page) => {
        await go(page);
        await page.evaluate(axeSource);
        const found: string[] = [];
        const look = async (where: string, options: RunOptions): Promise<void> => {
          const { violations } = await page.evaluate((chosen) => axe.run(chosen), options);
          for (const { id, nodes } of violations)
            for (const { target, failureSummary } of nodes)
              found.push(`${where}: ${id} at ${target.join(' ')}: ${failureSummary ?? ''}`);
        };
        // A theme changes nothing but colours.
        await inEveryTheme(page, (theme) => look(theme, theme === 'dark' ? {} : onlyColours));
        await page.setViewportSize({ width: 300, height: 720 });
        await drawn(page);
        await look('300 px', onlyScrolling);
        assert.deepEqual(found, []);
      }));
});
