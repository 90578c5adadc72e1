import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { readTexts } from '../../manifestTexts.ts';
import { accessibilityTree } from './accessibilityTree.ts';
import { inEveryTheme, screenshotPath, withoutChromium } from './openPage.ts';
import { usePages } from './usePages.ts';

const bundle = readTexts('l10n/bundle.l10n.hi.json');
const hindi = (english: string): string => bundle[english] ?? assert.fail(english);

/** Two English words in a row. Alone, one may be a name: base, adapter, recall. */
const pairsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w’-])([A-Za-z]{2,})(?= ([A-Za-z]{2,}))/g)].map(
    ([, one, other]) => `${one ?? ''} ${other ?? ''}`,
  );
/** Those that Hindi has, too: learning rate, linear layers. */
const terms = new Set(Object.values(bundle).flatMap(pairsIn));
/** What the fake hosts say of their tables, models and machines, and their prompts and answers. */
const data = new RegExp(
  [
    /What is the [\w ]+ of [A-G] \w+( \d+)? in Test cricket\?/,
    /Highest score|not known|Sample GPU(: the base is held in fp16, as a sample\.)?/,
    /generation_config\.json asks for sampling\.|model_int8\.onnx CHANGES 14 of 3600 answers\./,
    /In which year did the Second World War end\?|The Second World War ended in 1945\./,
    /Write a line of Python that prints “hello”\./,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** What a person reads on the page, or as a hint of something on it. */
const textsOn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.body.querySelectorAll('*')]
      .filter((element) => !element.matches('script'))
      .flatMap((element) => [
        ...[...element.childNodes]
          .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
          .map(({ textContent }) => textContent ?? ''),
        ...['title', 'aria-label', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
      ]),
  );

/** What has words in English, of what is read and of what a screen reader says. */
async function englishOn(page: Page): Promise<string[]> {
  const heard = (await accessibilityTree(page))
    // Lines of a text that is heard as a whole, and rows of cells that are heard one by one.
    .filter(({ role }) => role !== 'InlineTextBox' && role !== 'row')
    .map(({ name }) => name);
  const texts = [...(await textsOn(page)), ...heard].filter((text) =>
    pairsIn(text.replace(data, '·')).some((pair) => !terms.has(pair)),
  );
  return [...new Set(texts)];
}

/** Whether something is wider than the page or than its own button. */
const cutOn = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('vscode-button, h1, h2, dt, summary')]
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`),
  );

const screenshotInLight = (page: Page, name: string): Promise<void> =>
  inEveryTheme(page, async (theme) => {
    if (theme === 'light') await page.screenshot({ path: screenshotPath(name) });
  });

describe('pages in Hindi', { skip: withoutChromium }, () => {
  const withPage = usePages();
  const language = 'hi';

  it('the evaluation is Hindi in all that it says, and names its controls in it', () =>
    withPage({ language, width: 1440, height: 1000 }, async (page) => {
      await page.locator('.row:not([aria-busy])').first().waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'hi');
      await page.getByRole('button', { name: hindi('Details'), exact: true }).click();
      await page.getByRole('heading', { name: hindi('Confidence') }).waitFor();
      await page.getByRole('heading', { name: '3,600 में से 313 ❌' }).waitFor();
      await page.getByRole('textbox', { name: 'सवाल, output और golden में खोजें' }).waitFor();
      await page.getByRole('button', { name: 'सभी 3,600 सवाल' }).waitFor();
      await page.getByRole('columnheader', { name: hindi('Verdict') }).waitFor();
      await page.locator('.row .cell.golden:not(:empty)').first().click();
      await page.getByRole('complementary', { name: hindi('Question') }).waitFor();
      await page.getByText(hindi('Other runs')).waitFor();
      await page.getByText('3,600 सवाल, चूकें पहले').waitFor();
      assert.deepEqual(await englishOn(page), []);
    }));

  it('a comparison is Hindi, too', () =>
    withPage({ language, width: 1700, height: 900 }, async (page) => {
      await page.getByRole('combobox', { name: hindi('Compare with') }).click();
      await page.getByRole('option', { name: /baseline/ }).click();
      const counts = page.locator('.comparison strong');
      assert.match(await counts.innerText(), /^\d+ ठीक हुए, \d+ अब भी ग़लत, \d+ अब बिगड़े$/);
      await page.getByRole('columnheader', { name: hindi('Change') }).waitFor();
      assert.deepEqual(await englishOn(page), []);
    }));

  it('the dashboard of a run is Hindi, with its recipe and what changed beside the table', () =>
    withPage({ language, entry: 'run', query: 'answered=1', height: 1000 }, async (page) => {
      await page.getByText('epoch के अनुसार Recall: ').waitFor();
      await page.getByRole('status').getByText('चल रहा है · epoch 30/60').waitFor();
      await page.getByRole('button', { name: hindi('Show Log') }).waitFor();
      await page.getByText(hindi('All hyperparameters')).click();
      await page.getByText('2 prompts के जवाब base से अलग').click();
      const rank = page.getByRole('row', { name: /^rank/ });
      assert.match((await rank.getAttribute('title')) ?? '', /^हर adapter की चौड़ाई।/);
      assert.match(await page.locator('.figures').innerText(), /Epoch\s+60 में से 30\.0/);
      assert.deepEqual(await englishOn(page), []);
    }));

  it('the preview is Hindi, with how the table is read and what is left out', () =>
    withPage({ language, entry: 'preview', height: 1400 }, async (page) => {
      await page.getByText('नाम इनसे: Player').waitFor();
      await page.locator('.findings summary').click();
      const said = page.locator('.reading li, .findings summary, .findings li, .findings .notice');
      const lines = await said.allInnerTexts();
      assert.ok(lines.length > 6, lines.join('\n'));
      for (const line of lines) {
        const words = line.replace(/Home Ground|Test cricket|Not outs|Highest score/g, '·');
        assert.deepEqual(
          pairsIn(words).filter((pair) => !terms.has(pair)),
          [],
          line,
        );
      }
    }));

  it('the levels of an experiment are Hindi where they are words', () =>
    withPage({ language, entry: 'experiment', query: 'groups=1', height: 1400 }, async (page) => {
      const matrix = page.locator('table.matrix');
      for (const level of ['attention only', 'all linear'])
        await matrix.getByRole('columnheader', { name: hindi(level), exact: true }).waitFor();
    }));

  for (const width of [300, 800]) {
    it(`nothing is cut at ${width} pixels`, async () => {
      await withPage({ language, width, height: 1000 }, async (page) => {
        await page.locator('.row:not([aria-busy])').first().waitFor();
        await page.getByRole('button', { name: hindi('Details'), exact: true }).click();
        await page.getByRole('heading', { name: hindi('Confidence') }).waitFor();
        assert.deepEqual(await cutOn(page), []);
        await screenshotInLight(page, `evaluation-hi-${width}`);
      });
      await withPage({ language, entry: 'run', width, height: 1000 }, async (page) => {
        await page.locator('canvas').first().waitFor();
        assert.deepEqual(await cutOn(page), []);
        await screenshotInLight(page, `run-hi-${width}`);
      });
      await withPage({ language, entry: 'preview', width, height: 1400 }, async (page) => {
        await page.getByText('नाम इनसे: Player').waitFor();
        assert.deepEqual(await cutOn(page), []);
        await screenshotInLight(page, `preview-hi-${width}`);
      });
      await withPage({ language, entry: 'experiment', width, height: 1400 }, async (page) => {
        await page.locator('.effects').first().waitFor();
        assert.deepEqual(await cutOn(page), []);
        await screenshotInLight(page, `experiment-hi-${width}`);
      });
    });
  }
});
