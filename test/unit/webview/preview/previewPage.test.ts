import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityTree } from '../common/accessibilityTree.ts';
import { withoutChromium, inEveryTheme, screenshotPath, type Opening } from '../common/openPage.ts';
import { usePages } from '../common/usePages.ts';

/** The last thing that the page asked for. */
const lastOf = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    (globalThis as unknown as { probe: { asked: unknown[] } }).probe.asked.at(-1),
  );

describe('the preview of a dataset in Chromium', { skip: withoutChromium }, () => {
  const openPage = usePages();
  const withPage = (opening: Opening, look: (page: Page) => Promise<void>) =>
    openPage({ entry: 'preview', ...opening }, async (page) => {
      await page.locator('.card').first().waitFor();
      await look(page);
    });

  const facts = (page: Page, text: string) =>
    page.locator('.card', { hasText: 'Facts' }).getByText(text).waitFor();
  const choose = async (page: Page, label: string, choice: string): Promise<void> => {
    const looks = () =>
      page.evaluate(() => (globalThis as unknown as { probe: { looks: number } }).probe.looks);
    const before = await looks();
    await page.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: choice, exact: true }).click();
    // What comes next acts on what is drawn anew.
    await page.waitForFunction(
      (earlier) => (globalThis as unknown as { probe: { looks: number } }).probe.looks > earlier,
      before,
    );
  };

  it('shows what each column becomes, and what is wrong', () =>
    withPage({ height: 1200 }, async (page) => {
      await facts(page, 'of 42 players');
      const team = page.getByRole('row', { name: 'Home Ground' });
      assert.match(await team.innerText(), /no statistic of cricket\s+41/);
      assert.equal(
        await page
          .getByRole('combobox', { name: 'Home Ground is' })
          .evaluate(
            (dropdown) => (dropdown as HTMLElement & { displayValue: string }).displayValue,
          ),
        'texts',
      );
      assert.match(
        await page.locator('.reading').innerText(),
        /Named by: Player, and Team where rows share a name/,
      );
      assert.equal(await page.locator('.samples tbody tr').count(), 10);
      // A name of a table is never markup.
      assert.equal(await page.locator('b').count(), 0);
    }));

  it('each option counts at once, and goes into the settings', () =>
    withPage({ height: 1200 }, async (page) => {
      await choose(page, 'Then by', 'Span');
      await facts(page, 'of 40 players');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'key',
        value: ['Player', 'Span'],
      });
      await choose(page, 'Then by', 'Team');
      await facts(page, 'of 42 players');
      await page.getByRole('textbox', { name: 'Only the top' }).fill('5');
      await facts(page, 'of 5 players');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'rows',
        value: { top: { count: 5, by: 'Runs' } },
      });
      await choose(page, 'Top by', 'Mat');
      await page.getByRole('textbox', { name: 'Only the top' }).fill('');
      await facts(page, 'of 42 players');

      await page.getByRole('button', { name: 'Add Filter' }).click();
      await choose(page, 'Filter by', 'Team');
      await page.getByRole('textbox', { name: 'Value' }).fill('ENG');
      await facts(page, 'of 21 players');
      await facts(page, '21 rows do not pass the filter');
      await page.getByRole('button', { name: 'Add Filter' }).click();
      const second = page.locator('.filter').nth(1);
      await second.getByRole('combobox', { name: 'Filter by' }).click();
      await second.getByRole('option', { name: 'Runs', exact: true }).click();
      await second.getByRole('combobox', { name: 'Condition' }).click();
      await second.getByRole('option', { name: 'is at least' }).click();
      await second.getByRole('textbox', { name: 'Value' }).fill('2000');
      await facts(page, 'of 15 players');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'rows',
        value: {
          filter: [
            { column: 'Team', is: 'ENG' },
            { column: 'Runs', atLeast: 2000 },
          ],
        },
      });
      await page.getByRole('button', { name: 'Remove the filter of Team' }).click();
      await facts(page, 'of 29 players');

      await page.getByRole('textbox', { name: 'Share of facts held back' }).fill('0.5');
      await page.getByText(/[1-9]\d* about unseen facts/).waitFor();
      await page.getByRole('textbox', { name: 'Seed' }).fill('7');
      await page.waitForFunction(() => {
        const { asked } = (globalThis as unknown as { probe: { asked: { option?: string }[] } })
          .probe;
        return asked.at(-1)?.option === 'seed';
      });
      await page.getByRole('button', { name: /^Phrasings: the usual ones/ }).click();
      assert.deepEqual(await lastOf(page), { type: 'choosePhrasings' });
    }));

  it('what a column is, is called, and what a table is about can be changed in place', () =>
    withPage({ height: 1200 }, async (page) => {
      const samples = page.locator('.samples');
      await choose(page, 'Format', 'ODI cricket');
      await samples.getByText(/ODI/).first().waitFor();
      await choose(page, 'About', 'anything else');
      await samples
        .getByText(/Which team does/)
        .first()
        .waitFor();
      await facts(page, 'of 42 rows');

      const name = page.getByRole('textbox', { name: 'Home Ground is called' });
      await name.fill('favourite ground');
      await samples
        .getByText(/favourite ground/)
        .first()
        .waitFor();
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'columns',
        value: { 'Home Ground': { words: 'favourite ground' } },
      });
      // What is typed goes on where it was.
      assert.equal(await name.inputValue(), 'favourite ground');
      await page.keyboard.type('s');
      await samples
        .getByText(/favourite grounds/)
        .first()
        .waitFor();

      await choose(page, 'Runs is', 'texts');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'columns',
        value: { 'Home Ground': { words: 'favourite grounds' }, Runs: { form: 'text' } },
      });
      await choose(page, 'Span is', 'part of the name');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'key',
        value: ['Player', 'Team', 'Span'],
      });
      await choose(page, 'Span is', 'automatic');
      assert.deepEqual(await lastOf(page), {
        type: 'set',
        option: 'key',
        value: ['Player', 'Team'],
      });
    }));

  it('what cannot be is said, and can be taken back', () =>
    withPage({ height: 1200 }, async (page) => {
      await choose(page, 'Rows are named by', 'Team');
      await page.getByRole('alert').getByText('rows share their Team with others').waitFor();
      await choose(page, 'Rows are named by', 'automatic');
      await facts(page, 'of 42 players');
    }));

  for (const [rows, size] of [
    ['3', 'of 3 players'],
    ['2700', 'of 2,700 players'],
    ['3&long', 'of 3 players'],
  ] as const) {
    it(`fits its pane with rows=${rows}`, async () => {
      for (const width of [1280, 300]) {
        await withPage({ width, height: 1100, query: `rows=${rows}` }, async (page) => {
          await facts(page, size);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          const name = `preview-dark-${rows.replace('&', '-')}-rows-${width}`;
          await page.screenshot({ path: screenshotPath(name), fullPage: true });
          assert.ok(overflow <= 0, `${overflow} px too wide`);
        });
      }
    });
  }

  it('names a table without rows, says what is wrong with it, and makes nothing of it', () =>
    openPage({ entry: 'preview', query: 'rows=0' }, async (page) => {
      await page.getByRole('alert').getByText('holds a header only').waitFor();
      await page.getByRole('heading', { level: 1, name: 'players.csv' }).waitFor();
      assert.equal(await page.locator('.body').isVisible(), false);
      assert.ok(await page.getByRole('button', { name: 'Generate Dataset' }).isDisabled());
      await page.screenshot({ path: screenshotPath('preview-dark-0-rows') });
    }));

  it('is heard by its parts: regions, tables with headers, and a name for every control', () =>
    withPage({ height: 1200 }, async (page) => {
      const heard = await accessibilityTree(page);
      const named = (role: string): string[] =>
        heard.filter((one) => one.role === role).map(({ name }) => name);
      assert.deepEqual(named('region'), [
        ...['Questions', 'Facts', 'Training', 'Tokens a question'],
        ...['How the table is read', 'Some of the questions', 'Columns'],
      ]);
      assert.deepEqual(named('table'), ['Some of the questions', 'Columns']);
      assert.ok(named('rowheader').includes('Home Ground'));
      const controls = ['button', 'checkbox', 'combobox', 'textbox'].flatMap(named);
      assert.ok(controls.length > 30, `${controls.length} controls`);
      assert.deepEqual(
        controls.filter((name) => name.trim() === ''),
        [],
      );
    }));

  it('what is left out is unfolded and scrolled by keys', () =>
    withPage({ height: 1200 }, async (page) => {
      await page.locator('summary').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page
        .getByRole('list', { name: 'What is left out' })
        .and(page.locator(':focus'))
        .waitFor();
    }));

  it('is drawn in every theme, as it changes, wide and narrow', async () => {
    await withPage({ width: 1280, height: 1100 }, async (page) => {
      await page.getByRole('button', { name: 'Add Filter' }).click();
      await inEveryTheme(page, (theme) =>
        page.screenshot({ path: screenshotPath(`preview-${theme}-wide`) }),
      );
    });
    await withPage({ width: 300, height: 1400 }, async (page) => {
      await page.getByRole('button', { name: 'Add Filter' }).click();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      await page.screenshot({ path: screenshotPath('preview-dark-narrow'), fullPage: true });
      assert.ok(overflow <= 0, `${overflow} px too wide`);
    });
  });
});
