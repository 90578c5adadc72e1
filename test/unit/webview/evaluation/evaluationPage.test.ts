import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityTree, heardAtFocus } from '../common/accessibilityTree.ts';
import { withoutChromium, inEveryTheme, screenshotPath } from '../common/openPage.ts';
import { usePages } from '../common/usePages.ts';

declare global {
  interface Window {
    readonly probe: { readonly opened: string[]; change(): void; showFact(fact: string): void };
    readonly harmed?: boolean;
  }
}

const cells = (page: Page, column: string) => page.locator(`.row .cell.${column}`);
const shown = (page: Page, column: string) => cells(page, column).allInnerTexts();
const status = (page: Page) => page.locator('.status').innerText();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** ARIA row and column of the focused cell. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const cell = document.activeElement;
    const row = cell?.closest('[role=row]');
    return `${row?.getAttribute('aria-rowindex') ?? ''}:${cell?.getAttribute('aria-colindex') ?? ''}`;
  });

/** Waits until the page has saved a state that contains this. */
const saved = (page: Page, part: string) =>
  page.waitForFunction(
    (wanted) => Object.values(sessionStorage).some((state) => String(state).includes(wanted)),
    part,
  );

const choose = async (page: Page, dropdown: string, option: string | RegExp): Promise<void> => {
  await page.getByRole('combobox', { name: dropdown }).click();
  await page.getByRole('option', { name: option }).click();
};

describe('the evaluation page in Chromium', { skip: withoutChromium }, () => {
  const withPage = usePages();
  const ready = (page: Page) => page.locator('.row:not([aria-busy])').first().waitFor();

  it('draws one screen of 3,600 rows, shows their number, and works without eval', () =>
    withPage({}, async (page) => {
      await ready(page);
      const grid = page.getByRole('grid', { name: 'Questions' });
      assert.equal(await grid.getAttribute('aria-rowcount'), '3601');
      assert.equal(await grid.getAttribute('aria-colcount'), '14');
      assert.ok((await page.locator('.row').count()) < 60);
      assert.equal(await status(page), '3,600 questions, misses first');
      const headers = await page.getByRole('columnheader').allInnerTexts();
      assert.deepEqual(headers.slice(0, 5), ['Recall', 'Question', 'Output', 'Golden', 'Verdict']);
      const mark = page.locator('[aria-rowindex="2"]').getByRole('gridcell').first();
      assert.equal(await mark.getAttribute('aria-label'), 'not recalled');
      assert.equal(await mark.innerText(), '❌');
      assert.match(
        await page.locator('.strip').innerText(),
        /^313 ❌ of 3,600\s+trained 91\.4 %\s+unseen 91\.0 %/,
      );
      const strip = await page.locator('.strip').boundingBox();
      assert.equal(strip?.height, 48);
      await button(page, 'Details').click();
      assert.match(await page.locator('.summary').innerText(), /2,468 of 2,700 exact/);
      assert.match(await page.locator('.summary').innerText(), /632 of 900 in every phrasing/);
    }));

  it('draws how far the model’s own confidence can be trusted, also for screen readers', () =>
    withPage({ width: 1700 }, async (page) => {
      await ready(page);
      await button(page, 'Details').click();
      const card = page.locator('.card.calibration');
      assert.match(
        await card.innerText(),
        /Above a confidence of 91\.4 % no answer is wrong, and [\d,]+ of 3,287 right answers \(\d+\.\d %\) are left\.\s+calibration error \d+\.\d %/,
      );
      const curve = card.getByRole('img', {
        name: /^360 answers held \d+\.\d % likely: .+ right; /,
      });
      assert.equal(await curve.locator('circle').count(), 10);
      await page.screenshot({ path: screenshotPath('calibration') });
    }));

  it('filters by mark, verdict and statistic, and announces the counts', () =>
    withPage({}, async (page) => {
      await ready(page);
      await button(page, /^Not recalled/).click();
      await page.getByText('313 of 3,600 questions').waitFor();
      assert.ok((await shown(page, 'recall')).every((mark) => mark === '❌'));
      await choose(page, 'Verdict', /^goes on 40/);
      await page.getByText('40 of 3,600 questions').waitFor();
      assert.ok((await shown(page, 'verdict')).every((verdict) => verdict === 'goes on'));
      await button(page, /^All/).click();
      await page.getByText('3,600 questions, misses first').waitFor();
      await choose(page, 'Statistic', 'Span');
      await page.getByText('600 of 3,600 questions').waitFor();
      assert.ok((await shown(page, 'statistic')).every((statistic) => statistic === 'Span'));
    }));

  it('a header sorts ascending, then descending, then not at all', () =>
    withPage({}, async (page) => {
      await ready(page);
      const header = page.getByRole('columnheader', { name: 'Golden' });
      const direction = () => header.getAttribute('aria-sort');
      await header.click();
      await page.getByText('by golden, ascending').waitFor();
      assert.equal(await direction(), 'ascending');
      const goldens = (await shown(page, 'golden')).map(Number);
      assert.deepEqual(
        goldens,
        goldens.toSorted((a, b) => a - b),
      );
      await page.keyboard.press('Enter');
      await page.getByText('by golden, descending').waitFor();
      assert.equal(await direction(), 'descending');
      await page.keyboard.press('Enter');
      await page.locator('.status', { hasText: /^3,600 questions$/ }).waitFor();
      assert.equal(await direction(), 'none');
    }));

  it('says which model was asked, and what its answers took', async () => {
    const about = (page: Page) => page.locator('.strip .about').innerText();
    const took = '175 tokens a prompt, 10 ms an answer';
    await withPage({}, async (page) => {
      await ready(page);
      const model = '20261123-030000-recall · Qwen/Qwen2.5-1.5B-Instruct';
      assert.equal(await about(page), `${model} · ${took}`);
    });
    await withPage({ query: 'kind=look-up' }, async (page) => {
      await ready(page);
      assert.match(await about(page), /-Instruct with look-up · 175 tokens/);
    });
  });

  it('searches text and regular expressions, and reports invalid ones', () =>
    withPage({}, async (page) => {
      await ready(page);
      await page.keyboard.press('Control+f');
      await page.keyboard.type('span of c coppice 12 in');
      await page.getByText('4 of 3,600 questions').waitFor();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('^19[56].–');
      await page.getByText('0 of 3,600 questions').waitFor();
      await page.getByRole('checkbox', { name: 'Regex' }).click();
      await page.locator('.status', { hasNotText: /^0 of/ }).waitFor();
      assert.ok((await shown(page, 'statistic')).every((statistic) => statistic === 'Span'));
      await page.keyboard.press('Control+f');
      await page.keyboard.type('(19');
      await page.getByRole('alert').getByText('unterminated group').waitFor();
    }));

  it('compares with another run: counts, filters, both outputs, and back', () =>
    withPage({ width: 1700 }, async (page) => {
      await ready(page);
      const compare = page.getByRole('combobox', { name: 'Compare with' });
      await compare.click();
      await page.getByRole('option', { name: /baseline/ }).click();
      await page.getByRole('columnheader', { name: 'Change' }).waitFor();
      assert.match(
        await page.locator('.comparison').innerText(),
        /468 fixed, \d+ still wrong, 1 newly broken\. Of the 3,600 questions that both were asked, 78\.\d % were exact there and 91\.\d % are here\. Answers took 43 tokens a prompt, 5 ms an answer there; 175 tokens a prompt, 10 ms an answer here\.\n/,
      );
      await choose(page, 'Change', /fixed 468/);
      await page.getByText('468 of 3,600 questions').waitFor();
      assert.ok((await shown(page, 'before')).every((output) => output === '17'));
      assert.ok((await shown(page, 'change')).every((change) => change === '▲ fixed'));
      await page.screenshot({ path: screenshotPath('comparison') });
      await choose(page, 'Change', /newly broken 1/);
      await page.getByText('1 of 3,600 questions').waitFor();
      assert.deepEqual(await shown(page, 'change'), ['▼ newly broken']);
      // Each stays available, even with a count of 0.
      await button(page, /^Recalled/).click();
      await page.getByText('0 of 3,600 questions').waitFor();
      await button(page, /^All [\d,]+ questions/).click();
      await choose(page, 'Change', /still wrong/);
      await page
        .locator('.row:not([aria-busy]) .cell.change', { hasText: 'still wrong' })
        .first()
        .waitFor();
      assert.ok((await shown(page, 'change')).every((change) => change === '◇ still wrong'));
      await choose(page, 'Change', 'All changes');
      await button(page, 'Compare Recipes').click();
      await compare.click();
      await page.getByRole('option', { name: 'Compare with nothing' }).click();
      await page.getByRole('columnheader', { name: 'Change' }).waitFor({ state: 'detached' });
      await page.getByText('3,600 questions, misses first').waitFor();
      assert.deepEqual(await page.evaluate(() => window.probe.opened), ['recipes']);
    }));

  it('shows the questions of one fact, copies them, and shows all again', () =>
    withPage({}, async (page) => {
      await ready(page);
      await page.evaluate(() => {
        window.probe.showFact('b-birch/runs');
      });
      await page.getByText('4 of 3,600 questions').waitFor();
      await page.getByRole('combobox', { name: /^Copy or export/ }).click();
      await page.getByRole('option', { name: 'Copy as CSV' }).click();
      await page.getByText('Copied as CSV.').waitFor();
      const [copied = ''] = await page.evaluate(() => window.probe.opened);
      assert.match(copied, /^recall,question,output,golden,/);
      assert.equal(copied.trimEnd().split('\n').length, 5);
      await cells(page, 'golden').first().click();
      await button(page, 'Open Cell').click();
      const opened = await page.evaluate(() => window.probe.opened[1]);
      assert.equal(opened, 'cell of b-birch/runs/1');
      await button(page, /^Only b-birch\/runs/).click();
      await page.getByText('3,600 questions', { exact: true }).waitFor();
    }));

  it('columns can be chosen, moved and resized, by keyboard too, and stay so', () =>
    withPage({}, async (page) => {
      await ready(page);
      const headers = () => page.getByRole('columnheader').allInnerTexts();
      await page.getByText('Columns', { exact: true }).click();
      const format = page.getByRole('checkbox', { name: 'Format' });
      await format.click();
      assert.deepEqual((await headers()).slice(0, 3), ['Recall', 'Format', 'Question']);
      const marks = await shown(page, 'format');
      assert.ok(marks.includes('') && marks.includes('❌') && !marks.includes('✅'));
      await format.click();
      await page.screenshot({ path: screenshotPath('columns') });
      assert.deepEqual((await headers()).slice(0, 3), ['Recall', 'Question', 'Output']);
      await page.keyboard.press('Escape');
      const golden = page.getByRole('columnheader', { name: 'Golden' });
      await golden.click();
      await page.getByText('by golden, ascending').waitFor();
      const before = await golden.boundingBox();
      await page.keyboard.press('Alt+ArrowRight');
      const after = await golden.boundingBox();
      assert.ok((after?.width ?? 0) > (before?.width ?? 0));
      await page.keyboard.press('Alt+Shift+ArrowLeft');
      assert.deepEqual((await headers()).slice(0, 4), ['Recall', 'Question', 'Golden', 'Output']);
      await golden.hover();
      await page.mouse.down();
      await page.mouse.move(10, 500);
      await page.mouse.up();
      assert.equal((await headers())[0], 'Golden');
      await saved(page, '"shown":["golden",');
      await page.reload();
      await ready(page);
      assert.deepEqual((await headers()).slice(0, 2), ['Golden', 'Recall']);
      await page.getByText('Columns', { exact: true }).click();
      await button(page, 'As They Fit').click();
      assert.deepEqual((await headers()).slice(0, 2), ['Recall', 'Question']);
    }));

  it('scrolls to the last row even when rows exceed the maximum element height', () =>
    withPage({ query: 'questions=1400&times=1000' }, async (page) => {
      await ready(page);
      await page.locator('.cell[tabindex="0"]').focus();
      await page.keyboard.press('Control+End');
      await page.locator('[aria-rowindex="1400001"]:not([aria-busy])').waitFor();
      assert.match(await focused(page), /^1400001:/);
      await page.locator('.grid').evaluate((grid) => {
        grid.scrollTop = grid.scrollHeight / 2;
      });
      await page.locator('[aria-rowindex="700000"]').waitFor();
      const { y = 0 } = (await page.locator('[aria-rowindex="700000"]').boundingBox()) ?? {};
      assert.ok(y > 0 && y < 800);
    }));

  it('keys pressed before a sort is answered move within the new order', () =>
    withPage({}, async (page) => {
      await ready(page);
      // All in the same turn: the host answers later.
      await page.getByRole('columnheader', { name: 'Golden' }).evaluate((header) => {
        header.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        for (const init of [{ key: 'ArrowDown' }, { key: 'End', ctrlKey: true }]) {
          const event = new KeyboardEvent('keydown', { ...init, bubbles: true });
          document.activeElement?.dispatchEvent(event);
        }
      });
      await page.getByText(/by golden, ascending/).waitFor();
      await page.locator('[aria-rowindex="3601"]:not([aria-busy])').waitFor();
      assert.match(await focused(page), /^3601:/);
      const { y = 0 } = (await page.locator('[aria-rowindex="3601"]').boundingBox()) ?? {};
      assert.ok(y > 0 && y < 800);
    }));

  it('shows that nothing matches, with a button to clear the filters', () =>
    withPage({ query: 'questions=3&recall=1' }, async (page) => {
      await ready(page);
      await button(page, /^Not recalled/).click();
      await page.getByText('No question matches these filters.').waitFor();
      await button(page, 'Clear Filters').click();
      await page.getByText('3 questions', { exact: true }).waitFor();
      assert.equal(await page.locator('.row').count(), 3);
    }));

  it('is readable by a screen reader, row by row', () =>
    withPage({}, async (page) => {
      await ready(page);
      const heard = await accessibilityTree(page);
      const named = (role: string) =>
        heard.filter((one) => one.role === role).map((one) => one.name);
      assert.deepEqual(named('grid'), ['Questions']);
      assert.deepEqual(named('columnheader').slice(0, 5), [
        'Recall ↑',
        'Question',
        'Output',
        'Golden',
        'Verdict',
      ]);
      const cells = named('gridcell');
      assert.equal(cells[0], 'not recalled');
      assert.match(cells[1] ?? '', /^What is the runs of A Ashdown/);
      assert.ok(cells.every((name) => !/[✅❌]/.test(name)));
      assert.ok(named('row').length > 20);
      assert.deepEqual(named('main').length, 1);
      assert.ok(named('region').includes('Summary'));
      const texts = heard.map(({ name }) => name);
      assert.ok(texts.includes('3,600 questions, misses first'));
      // Every control has a name.
      const silent = heard.filter(
        ({ role, name }) =>
          ['button', 'textbox', 'combobox', 'checkbox', 'option'].includes(role) && name === '',
      );
      assert.deepEqual(silent, []);
      assert.ok(texts.includes('313 ❌ of 3,600'));
    }));

  it('every control is reachable by Tab and arrow keys and has a name', () =>
    withPage({}, async (page) => {
      await ready(page);
      const stops: string[] = [];
      for (let pressed = 0; pressed < 60; pressed++) {
        await page.keyboard.press('Tab');
        const heard = await heardAtFocus(page);
        stops.push(`${heard?.role ?? 'nothing'} ${heard?.name ?? ''}`);
        if (heard?.role === 'gridcell') break;
      }
      assert.equal(stops.at(-1), 'gridcell not recalled');
      assert.ok(stops.some((stop) => stop.startsWith('button All')));
      assert.ok(
        stops.every((stop) => !/^\w+ $/.test(stop)),
        stops.join('\n'),
      );
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      assert.match((await heardAtFocus(page))?.name ?? '', /^What is the \w+ of A Ashdown/);
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.locator('.status', { hasText: 'ascending' }).waitFor();
      const header = await heardAtFocus(page);
      assert.equal(header?.role, 'columnheader');
      await page.keyboard.press('Shift+Tab');
      assert.notEqual((await heardAtFocus(page))?.role, 'columnheader');
    }));

  it('the keyboard reaches the last row and comes back', () =>
    withPage({ query: 'questions=100000' }, async (page) => {
      await ready(page);
      await page.locator('.cell[tabindex="0"]').focus();
      assert.equal(await focused(page), '2:1');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      assert.equal(await focused(page), '3:3');
      await page.keyboard.press('Control+End');
      assert.equal(await focused(page), '100001:11');
      await page.locator('[aria-rowindex="100001"]:not([aria-busy])').waitFor();
      await page.keyboard.press('PageUp');
      await page.keyboard.press('Home');
      assert.match(await focused(page), /^999\d\d:1$/);
      await page.keyboard.press('Control+Home');
      assert.equal(await focused(page), '2:1');
      await page.keyboard.press('ArrowUp');
      assert.equal(await focused(page), '1:1');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Question' }).waitFor();
      assert.equal(await focused(page), '2:1');
    }));

  it('keeps the focus on a row that is scrolled out of sight', () =>
    withPage({}, async (page) => {
      await ready(page);
      await page.locator('.cell[tabindex="0"]').focus();
      await page.locator('.grid').evaluate((grid) => {
        grid.scrollTop = 20_000;
      });
      await page.locator('[aria-rowindex="780"]').waitFor();
      assert.equal(await focused(page), '2:1');
    }));

  it('shows a row in full beside the rows, which keep the focus, and follows it', () =>
    withPage({ width: 1440 }, async (page) => {
      await ready(page);
      await page.evaluate(() => {
        window.probe.showFact('a-ashdown/runs');
      });
      await page.getByText('4 of 3,600 questions').waitFor();
      await cells(page, 'question').first().click();
      const drawer = page.getByRole('complementary', { name: 'Question' });
      await drawer.getByText('Other runs').waitFor();
      const text = await drawer.innerText();
      assert.match(text, /What is the runs of A Ashdown in Test cricket\?/);
      assert.match(text, /Golden\s+\d+\s+Output\s+\d+\s+Probability of the golden\s+[\d.]+ %/);
      assert.match(text, /Other phrasings of this fact[^]+4711/);
      assert.equal(await drawer.locator('.answer-list').first().locator('li').count(), 3);
      await page.screenshot({ path: screenshotPath('drawer') });
      assert.equal(await focused(page), '2:3');
      // Neither Space nor Enter leaves the rows, or opens anything.
      await page.keyboard.press(' ');
      await page.keyboard.press('Enter');
      assert.equal(await focused(page), '2:3');
      assert.deepEqual(await page.evaluate(() => window.probe.opened), []);
      await page.keyboard.press('ArrowDown');
      await drawer.getByText('phrasing 2', { exact: false }).first().waitFor();
      for (const name of ['Open Question', 'Open Cell', 'Ask the Model'])
        await drawer.getByRole('button', { name }).click();
      const id = 'a-ashdown/runs/2';
      assert.deepEqual(await page.evaluate(() => window.probe.opened), [
        id,
        `cell of ${id}`,
        `ask of ${id}`,
      ]);
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'hidden' });
      assert.equal(await focused(page), '3:3');
    }));

  it('nothing moves while one types into the search', () =>
    withPage({ width: 1440 }, async (page) => {
      await ready(page);
      const places = () =>
        page
          .locator('.filters > *:not(.status), .grid')
          .evaluateAll((elements) =>
            elements
              .filter((one) => one.checkVisibility())
              .map((one) => Object.values(one.getBoundingClientRect().toJSON() as object).join()),
          );
      const before = await places();
      await page.keyboard.press('Control+f');
      for (const [typed, shown] of [
        ['c coppice 12', /^24 of/],
        [' no such text', /^0 of/],
      ] as const) {
        await page.keyboard.type(typed);
        await page.locator('.status', { hasText: shown }).waitFor();
        assert.deepEqual(await places(), before);
      }
    }));

  it('shows hostile outputs as plain text', () =>
    withPage({ query: 'questions=400&kind=hostile', width: 1900 }, async (page) => {
      await ready(page);
      const outputs = await shown(page, 'output');
      assert.ok(outputs.some((output) => output.includes('<img src=x onerror=')));
      assert.ok(outputs.some((output) => output.includes('⟨U+202E⟩')));
      assert.ok(outputs.some((output) => output.includes('100000 characters in total')));
      assert.equal(await page.locator('.grid img').count(), 0);
      assert.equal(await page.evaluate(() => window.harmed), undefined);
    }));

  it('restores its state after a reload', () =>
    withPage({}, async (page) => {
      await ready(page);
      await button(page, /^Not recalled/).click();
      await page.getByText('313 of 3,600 questions').waitFor();
      await page.getByRole('columnheader', { name: 'Output' }).click();
      await page.getByText('by output, ascending').waitFor();
      await page.mouse.move(600, 600);
      await page.mouse.wheel(0, 2600);
      await page.locator('[aria-rowindex="110"]').waitFor();
      // 2,600 pixels of 26 each: an earlier one may have been saved meanwhile.
      await saved(page, '"topRow":100,');
      await page.reload();
      await page.locator('[aria-rowindex="110"]:not([aria-busy])').waitFor();
      assert.equal(await status(page), '313 of 3,600 questions, by output, ascending');
    }));

  it('redraws when the run is evaluated again', () =>
    withPage({}, async (page) => {
      await ready(page);
      await button(page, 'Details').click();
      await page.evaluate(() => {
        document.querySelector('.summary')?.classList.add('old');
        window.probe.change();
      });
      await page.locator('.summary:not(.old) .breakdown').waitFor();
      assert.equal(await page.locator('.row').first().isVisible(), true);
    }));

  it('explains what to do when there is no evaluation', () =>
    withPage({ query: 'kind=nothing' }, async (page) => {
      await page.getByRole('status').getByText('they come when its training').waitFor();
      assert.equal(await page.getByRole('grid').count(), 0);
    }));

  it('fits 300 and 2,560 pixels without horizontal page scrolling', async () => {
    for (const width of [300, 800, 1440, 2560])
      await withPage({ width, height: 700 }, async (page) => {
        await ready(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0);
        const headers = await page.getByRole('columnheader').count();
        assert.ok(width === 300 ? headers === 4 : headers > 4);
        await cells(page, 'question').first().click();
        await page.getByRole('complementary', { name: 'Question' }).waitFor();
        await page.screenshot({ path: screenshotPath(`evaluation-${width}`) });
      });
  });

  it('follows changes of the theme', () =>
    withPage({}, async (page) => {
      await ready(page);
      await cells(page, 'output').nth(3).click();
      await page.getByText('Other phrasings').waitFor();
      await inEveryTheme(page, (theme) =>
        page.screenshot({ path: screenshotPath(`evaluation-${theme}`) }),
      );
    }));
});
