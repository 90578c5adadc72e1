import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutChromium, inEveryTheme, screenshotPath } from '../common/openPage.ts';
import { usePages } from '../common/usePages.ts';

interface Probe {
  readonly asked: readonly unknown[];
  finish(state: string): void;
}
const askedOf = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { probe: Probe }).probe.asked);
const finish = (page: Page, state: string) =>
  page.evaluate((next) => {
    (globalThis as unknown as { probe: Probe }).probe.finish(next);
  }, state);
const cells = (page: Page) => page.locator('.matrix .cell').allInnerTexts();

describe('an experiment’s page in Chromium', { skip: withoutChromium }, () => {
  const withPage = usePages();

  it('shows the matrix, its intervals, the curves and the conclusion', () =>
    withPage({ entry: 'experiment', height: 1000 }, async (page) => {
      await page.getByText('9 of 12 runs finished, 1 running, the experiment is running').waitFor();
      assert.deepEqual(
        (await cells(page)).map((text) => text.replace(/\s+/g, ' ')),
        [
          '34.0 % 32.0 % to 36.0 %',
          '93.0 % 92.0 % to 94.0 %',
          '33.0 % 32.0 % to 34.0 %',
          '93.0 % 92.0 % to 94.0 %',
        ],
      );
      await page.getByText('Beside the median: from the least to the greatest').waitFor();
      assert.equal(await page.locator('.curve-line').count(), 10);
      assert.equal(await page.locator('circle').count(), 9);
      const effect = page.getByRole('row', { name: /all linear/ }).last();
      assert.match(await effect.innerText(), /⟨U\+202E⟩ instead of q, v\s+\+58.0 points\s+\[\+55/);
      await page.getByRole('row', { name: /rank 64.*10 of 12/ }).waitFor();
      assert.equal(await page.locator('b').count(), 0);
      await finish(page, 'done');
      await page.getByText('12 of 12 runs finished, the experiment is done').waitFor();
    }));

  it('is read cell by cell with the keyboard, and keeps its place as runs come in', () =>
    withPage({ entry: 'experiment' }, async (page) => {
      const cell = page.getByRole('button', { name: /^8, q, v: 34\.0 %.*3 of 3 runs/ });
      await cell.focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-key'));
      assert.equal(await focused(), '1 1');
      await finish(page, 'done');
      await page.getByText('12 of 12 runs finished').waitFor();
      assert.equal(await focused(), '1 1');
    }));

  it('leads from a cell to its runs, and from two cells to their comparison', () =>
    withPage({ entry: 'experiment' }, async (page) => {
      await page.locator('.cell').nth(0).click();
      await page.getByRole('button', { name: 'sample 0/0, seed 2' }).click();
      assert.deepEqual(await askedOf(page), [{ runFolder: '/runs/p4' }]);
      await page.locator('.cell').nth(1).click();
      assert.equal(await page.locator('.cell[aria-pressed=true]').count(), 2);
      await page.getByText('Compare Row by Row').click();
      assert.deepEqual((await askedOf(page)).at(-1), {
        runFolder: '/runs/p1',
        earlier: '/runs/p0',
      });
    }));

  it('is paused, cancelled, gone on with, and kept in a file', () =>
    withPage({ entry: 'experiment' }, async (page) => {
      const button = (name: string) => page.locator('vscode-button', { hasText: name });
      await page.getByText('9 of 12').waitFor();
      assert.equal(await button('Go On').getAttribute('disabled'), '');
      await button('Pause').click();
      await button('Save CSV').click();
      await button('Save SVG').click();
      await button('Save PNG').click();
      await finish(page, 'stopped');
      await page.getByRole('note').getByText('it has no Python').waitFor();
      await button('Go On').click();
      const [pause, csv, svg, png, run] = (await askedOf(page)) as {
        svg?: string;
        png?: string;
      }[];
      assert.deepEqual([pause, csv, run], [{ what: 'pause' }, { as: 'CSV' }, { what: 'run' }]);
      const drawing = svg?.svg ?? '';
      const parsed = await page.evaluate((text) => {
        const read = new DOMParser().parseFromString(text, 'image/svg+xml');
        const lines = [...read.querySelectorAll('polyline')].map((one) =>
          one.getAttribute('points'),
        );
        return {
          isDrawing: read.querySelector('parsererror') === null,
          text: read.documentElement.textContent,
          curves: lines.filter((one) => (one ?? '').split(' ').length > 2).length,
          dots: read.querySelectorAll('circle').length,
        };
      }, drawing);
      assert.deepEqual([parsed.isDrawing, parsed.curves, parsed.dots], [true, 10, 9]);
      assert.match(parsed.text, /Recall in held-out phrasings.*34\.0 %32\.0 % to 36\.0 %/);
      const picture = Buffer.from(png?.png ?? '', 'base64');
      assert.equal(picture.subarray(1, 4).toString(), 'PNG');
      // Two dots to each unit of the drawing.
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(drawing) ?? [];
      assert.deepEqual(
        [picture.readUInt32BE(16), picture.readUInt32BE(20)],
        [2 * Number(width), 2 * Number(height)],
      );
      await mkdir(dirname(screenshotPath('')), { recursive: true });
      await writeFile(screenshotPath('experiment-saved'), picture);
    }));

  it('shows another metric, and keeps the choice', () =>
    withPage({ entry: 'experiment' }, async (page) => {
      await page.getByText('9 of 12').waitFor();
      await page.locator('vscode-dropdown').first().click();
      await page.getByRole('option', { name: 'Seconds of training' }).click();
      assert.match((await cells(page))[0] ?? '', /^20 s/);
      await page.getByText('Conclusion: Seconds of training').waitFor();
      await page.reload();
      await page.getByText('Conclusion: Seconds of training').waitFor();
    }));

  it('is drawn in every theme, wide and narrow', async () => {
    for (const width of [300, 1280])
      await withPage({ entry: 'experiment', width, height: 1100 }, async (page) => {
        await page.locator('.curve-line').first().waitFor();
        await inEveryTheme(page, async (theme) => {
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0);
          await page.screenshot({ path: screenshotPath(`experiment-${theme}-${width}`) });
        });
      });
  });

  it('names the run under the pointer', () =>
    withPage({ entry: 'experiment' }, async (page) => {
      const dot = page.locator('circle').last();
      await dot.hover();
      await dot
        .locator('title', { hasText: /^sample 0\/0, seed 3$/ })
        .waitFor({ state: 'attached' });
      const line = page.locator('.curve-line').last();
      await line.scrollIntoViewIfNeeded();
      const [x, y] = await line.evaluate((shape: SVGGeometryElement) => {
        const middle = shape.getPointAtLength(shape.getTotalLength() / 2);
        const { x: left, y: top } = middle.matrixTransform(shape.getScreenCTM() ?? undefined);
        return [left, top] as const;
      });
      await page.mouse.move(x, y);
      await line
        .locator('title', { hasText: /^sample 0\/1, seed 3$/ })
        .waitFor({ state: 'attached' });
    }));

  it('shows 500 runs, and keeps their lines and dots as another metric is shown', () =>
    withPage({ entry: 'experiment', query: 'runs=500', height: 1000 }, async (page) => {
      await page.getByText('500 of 500 runs finished').waitFor();
      assert.equal(await page.locator('.cell').count(), 100);
      await page.locator('.curve-line').nth(499).waitFor({ state: 'attached' });
      assert.equal(await page.locator('.curve-line').count(), 500);
      // Each group is painted apart.
      assert.equal(await page.locator('.marks').count(), 10);
      assert.equal(await page.locator('.marks').nth(4).locator('.curve-line').count(), 100);
      const dot = page.locator('.dot').first();
      await dot.evaluate((one) => {
        one.setAttribute('data-kept', '');
      });
      const [height, level] = [await dot.getAttribute('cy'), await dot.getAttribute('class')];
      await page.getByRole('combobox', { name: 'Shown' }).click();
      await page.getByRole('option', { name: 'Recall of trained questions' }).click();
      await page.getByRole('img', { name: /^Recall of trained questions against/ }).waitFor();
      assert.equal(await page.locator('.dot[data-kept]').count(), 1);
      assert.notEqual(await dot.getAttribute('cy'), height);
      const second = page.locator('.curve-line').nth(1);
      assert.equal(await second.getAttribute('class'), 'curve-line level-0');
      await page.getByRole('combobox', { name: 'Rows' }).click();
      await page.getByRole('option', { name: 'learning rate' }).click();
      await page.locator('.curve-line').nth(1).and(page.locator('.level-1')).waitFor();
      // The last are drawn some frames later.
      await page.locator('.curve-line').nth(491).and(page.locator('.level-1')).waitFor();
      assert.equal(await dot.getAttribute('class'), level);
    }));
});
