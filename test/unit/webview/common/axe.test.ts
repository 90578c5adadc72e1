import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { AxeResults, RunOptions } from 'axe-core';
import { inEveryTheme, withoutChromium } from './openPage.ts';
import { states } from './pageStates.ts';
import { usePages } from './usePages.ts';

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

const axeSource = readFileSync(
  createRequire(`${process.cwd()}/`).resolve('axe-core/axe.min.js'),
  'utf8',
);

const onlyColours: RunOptions = { runOnly: ['color-contrast'] };

describe('axe finds nothing', { skip: withoutChromium }, () => {
  const withPage = usePages();

  for (const { name, go, ...opening } of states)
    it(`on ${name}, in every theme`, () =>
      withPage({ width: 1440, height: 900, ...opening }, async (page) => {
        await go(page);
        await page.evaluate(axeSource);
        const found: string[] = [];
        await inEveryTheme(page, async (theme) => {
          // A theme changes nothing but colours.
          const options = theme === 'dark' ? {} : onlyColours;
          const { violations } = await page.evaluate((chosen) => axe.run(chosen), options);
          for (const { id, nodes } of violations)
            for (const { target, failureSummary } of nodes)
              found.push(`${theme}: ${id} at ${target.join(' ')}: ${failureSummary ?? ''}`);
        });
        assert.deepEqual(found, []);
      }));
});
