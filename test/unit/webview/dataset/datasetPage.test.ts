import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { heardAtFocus } from '../common/accessibilityTree.ts';
import { inEveryTheme, screenshotPath, withoutChromium } from '../common/openPage.ts';
import { usePages } from '../common/usePages.ts';

interface Probe {
  readonly opened: readonly string[];
  lines(): readonly string[];
}
const openedIn = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { probe: Probe }).probe.opened);
const linesIn = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { probe: Probe }).probe.lines());

const ready = (page: Page) => page.locator('.row:not([aria-busy])').first().waitFor();
const status = (page: Page) => page.locator('.status').innerText();
const rowAt = (page: Page, index: number) => page.locator(`[aria-rowindex="${index}"]`);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Line' });

describe('the dataset’s page in Chromium', { skip: withoutChromium }, () => {
  const withPage = usePages();

  it('shows 2,700 lines by entity and fact, failures first, one screen of them drawn', () =>
    withPage({ entry: 'dataset' }, async (page) => {
      await ready(page);
      assert.equal(await status(page), '2,700 lines');
      // A heading for each of 225 players.
      assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '2926');
      assert.ok((await page.locator('.row').count()) < 60);
      assert.match(await page.locator('.strip').innerText(), /^245 ❌ of 2,700\s+90\.9 % recalled/);
      assert.match(await rowAt(page, 2).innerText(), /^A Ashdown 12 questions · 1 ❌/);
      const first = rowAt(page, 3).getByRole('gridcell');
      assert.equal(await first.first().getAttribute('aria-label'), 'wrong number');
      await page.screenshot({ path: screenshotPath('dataset') });
    }));

  it('filters by what was missed, by problems and by text', () =>
    withPage({ entry: 'dataset' }, async (page) => {
      await ready(page);
      await button(page, 'Not recalled: 245').click();
      await page.getByText('245 of 2,700 lines').waitFor();
      await button(page, 'Something is amiss: 1').click();
      await page.getByText('1 of 2,700 lines').waitFor();
      await button(page, /^All [\d,]+ lines/).click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('hundreds of e elm 4');
      await page.locator('.status', { hasText: /^\d+ lines?$/ }).waitFor();
      assert.ok((await page.locator('.row .cell.question').allInnerTexts()).length > 1);
      await page.keyboard.type('!');
      await page.getByText('No line matches these filters.').waitFor();
    }));

  it('the drawer shows what the model sees, problems, phrasings and runs', () =>
    withPage({ entry: 'dataset', query: 'questions=24' }, async (page) => {
      await ready(page);
      await page.getByText('Phrasing 3: how many runs of A Ashdown?').click();
      await drawer(page).getByText('What the model sees: 38 tokens').waitFor();
      const text = await drawer(page).innerText();
      assert.match(text, /✅ recalled[^]+Golden\s+100[^]+Last output\s+100/);
      assert.match(text, /line 1 asks the same\s+Remove this line/);
      assert.match(text, /<\|im_start\|>assistant\n100<\|im_end\|>/);
      assert.match(text, /Other phrasings of this fact[^]+What runs answered[^]+4711/);
      assert.deepEqual(await page.locator('.token').allInnerTexts(), ['1', '0', '0', '<|im_end|>']);
      await inEveryTheme(page, (theme) =>
        page.screenshot({ path: screenshotPath(`dataset-drawer-${theme}`) }),
      );
      await button(page, 'Open Line').click();
      await button(page, 'Show in Evaluation').click();
      assert.deepEqual(await openedIn(page), [
        'line of a-ashdown/runs/3',
        'evaluation of a-ashdown/runs',
      ]);
      await button(page, 'Remove this line').click();
      await page.getByText('23 lines', { exact: true }).waitFor();
    }));

  it('a line is edited, added beside and excluded by keyboard alone', () =>
    withPage({ entry: 'dataset', query: 'questions=12' }, async (page) => {
      await ready(page);
      // Past search, four filters, into the grid and to the first question.
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('ArrowDown');
      assert.match((await heardAtFocus(page))?.name ?? '', /wrong number/);
      await page.keyboard.press('Enter');
      await drawer(page).getByText('What the model sees').waitFor();
      await button(page, 'Edit').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Question', exact: true }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('4711');
      await page.keyboard.press('Control+Enter');
      await drawer(page).getByText('edited since it was asked').waitFor();
      assert.equal((await linesIn(page)).filter((line) => line.includes('"4711"')).length, 1);
      assert.match(await rowAt(page, 3).innerText(), /✎[^]+4711/);
      assert.match(await page.locator('.strip').innerText(), /^0 ❌ of 11/);

      await button(page, 'Add Phrasing').press('Enter');
      await page.getByRole('textbox', { name: 'Question', exact: true }).waitFor();
      await page.keyboard.press('Control+Enter');
      await page.getByText('A question needs words.').waitFor();
      await page.keyboard.type('What of A Ashdown?');
      await page.keyboard.press('Control+Enter');
      await page.getByText('13 lines', { exact: true }).waitFor();
      assert.match((await linesIn(page)).join('\n'), /a-ashdown\/matches\/5.+What of A Ashdown\?/);

      await button(page, 'Exclude').press('Enter');
      await page.getByText('12 lines', { exact: true }).waitFor();
      const left = (await linesIn(page)).filter((line) => line.includes('"4711"'));
      assert.equal(left.length, 1, 'the added phrasing');
      await drawer(page).waitFor({ state: 'hidden' });
      assert.equal((await heardAtFocus(page))?.role, 'gridcell');
    }));

  it('a generated dataset offers no edit until one asks for it', () =>
    withPage({ entry: 'dataset', query: 'questions=12&locked=1' }, async (page) => {
      await ready(page);
      await page.getByText('Phrasing 3: how many runs').click();
      await drawer(page).getByText('What the model sees').waitFor();
      for (const name of ['Edit', 'Exclude', 'Add Phrasing', 'Add Question', 'Remove this line'])
        assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
      await button(page, 'Edit Questions').click();
      await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
      await button(page, 'Add Question').waitFor();
    }));

  it('an empty dataset says so, and takes its first question', () =>
    withPage({ entry: 'dataset', query: 'questions=0&answers=none' }, async (page) => {
      await page.getByText('No question yet').waitFor();
      assert.equal(await page.getByRole('region', { name: 'Filters' }).count(), 0);
      await button(page, 'Add Question').click();
      await page.getByRole('textbox', { name: 'Question', exact: true }).waitFor();
      await page.keyboard.type('What is 1 + 1?');
      await page.keyboard.press('Tab');
      await page.keyboard.type('2');
      await button(page, 'Save').click();
      await page.getByText('1 line', { exact: true }).waitFor();
      await page.getByRole('region', { name: 'Filters' }).waitFor();
      assert.match(await rowAt(page, 2).innerText(), /–\s+What is 1 \+ 1\?\s+2/);
    }));

  it('texts of a hostile dataset are text, and lines without a question come first', () =>
    withPage({ entry: 'dataset', query: 'questions=12&kind=hostile' }, async (page) => {
      await ready(page);
      assert.match(await rowAt(page, 2).innerText(), /⚠\s+not valid JSON .+\{"<b>": /);
      assert.match(await rowAt(page, 3).innerText(), /⚠\s+the line must be an object: \[\]/);
      await page.locator('.row .cell.golden', { hasText: 'onerror' }).first().click();
      await drawer(page).getByText('What the model sees').waitFor();
      assert.equal(await page.locator('img').count(), 0);
      assert.equal(await page.evaluate(() => 'harmed' in window), false);
    }));

  it('a hundred thousand lines scroll to the last', () =>
    withPage({ entry: 'dataset', query: 'questions=100000' }, async (page) => {
      await ready(page);
      assert.equal(await status(page), '100,000 lines');
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Control+End');
      const last = (await page.getByRole('grid').getAttribute('aria-rowcount')) ?? '';
      await page.locator(`.row[aria-rowindex="${last}"]:not([aria-busy])`).waitFor();
      assert.ok((await page.locator('.row').count()) < 60);
    }));
});
