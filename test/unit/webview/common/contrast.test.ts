import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { inEveryTheme, withoutChromium } from './openPage.ts';
import { usePages } from './usePages.ts';

/** Shapes that say something by their colour. */
const graphics = '.bar .fill, .part, .bracket, .sign';
/** Least contrast of text, of large text, and of graphics (WCAG 2.2, 1.4.3 and 1.4.11). */
const least = { text: 4.5, large: 3, graphic: 3 };

/** What has too little contrast with what is behind it, as `3.9 : 1 selector “text”`. */
function tooFaint(page: Page): Promise<string[]> {
  return page.evaluate(
    ({ graphics, least }) => {
      type Colour = readonly [red: number, green: number, blue: number, alpha: number];
      const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      if (context === null) throw new Error('no canvas');
      const parsed = (css: string): Colour => {
        context.clearRect(0, 0, 1, 1);
        context.fillStyle = css;
        context.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
        return [red, green, blue, alpha / 255];
      };
      const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
        r * a + R * (1 - a),
        g * a + G * (1 - a),
        b * a + B * (1 - a),
        1,
      ];
      const behind = (element: Element | null): Colour => {
        if (element === null) return [255, 255, 255, 1];
        const own = parsed(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own : over(own, behind(element.parentElement));
      };
      const luminance = ([r, g, b]: Colour): number => {
        const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
          const share = value / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const contrast = (a: Colour, b: Colour): number => {
        const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (light + 0.05) / (dark + 0.05);
      };
      const found: string[] = [];
      const check = (
        element: Element,
        colour: string,
        wanted: number,
        on: Element | null,
      ): void => {
        const ground = behind(on);
        const ratio = contrast(over(parsed(colour), ground), ground);
        if (ratio >= wanted) return;
        const text = element.textContent.trim().slice(0, 30);
        found.push(`${ratio.toFixed(2)} : 1 ${element.tagName}.${element.className} “${text}”`);
      };
      let texts = 0;
      for (const element of document.body.querySelectorAll('*')) {
        if (!element.checkVisibility() || element.tagName.includes('-')) continue;
        const style = getComputedStyle(element);
        if (element.matches(graphics)) {
          const isShape = element.textContent === '';
          const border = element.matches('.bracket') ? style.borderLeftColor : undefined;
          const colour = border ?? (isShape ? style.backgroundColor : style.color);
          check(element, colour, least.graphic, element.closest('.bar')?.parentElement ?? element);
          continue;
        }
        const isText = [...element.childNodes].some(
          (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
        );
        if (!isText) continue;
        texts++;
        const size = Number.parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        check(element, style.color, isLarge ? least.large : least.text, element);
      }
      if (texts < 10) found.push(`only ${texts} texts`);
      return [...new Set(found)];
    },
    { graphics, least },
  );
}

describe('contrast in all four themes', { skip: withoutChromium }, () => {
  const withPage = usePages();
  const faintIn = async (page: Page): Promise<string[]> => {
    const found: string[] = [];
    await inEveryTheme(page, async (theme) => {
      found.push(...(await tooFaint(page)).map((one) => `${theme}: ${one}`));
    });
    return found;
  };

  it('of the evaluation with its details and a row', () =>
    withPage({ width: 1440, height: 900 }, async (page) => {
      await page.locator('.row:not([aria-busy])').first().waitFor();
      await page.getByRole('button', { name: 'Details' }).click();
      await page.locator('.row .cell.output').nth(2).click();
      await page.getByText('Other phrasings').waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of a dataset with a line', () =>
    withPage({ entry: 'dataset', query: 'questions=48', width: 1440 }, async (page) => {
      await page.locator('.row:not([aria-busy])').first().waitFor();
      await page.getByText('Phrasing 3: how many runs of A Ashdown?').click();
      await page.getByText('What the model sees').waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of a comparison', () =>
    withPage({ width: 1700, height: 900 }, async (page) => {
      await page.getByRole('combobox', { name: 'Compare with' }).click();
      await page.getByRole('option', { name: /baseline/ }).click();
      await page.locator('.row:not([aria-busy]) .sign').first().waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of a run', () =>
    withPage({ entry: 'run', query: 'answered=1', height: 1000 }, async (page) => {
      await page.getByText('Recall by epoch: ').waitFor();
      await page.getByText('All hyperparameters').click();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of all runs', () =>
    withPage({ entry: 'runs' }, async (page) => {
      await page.getByText('3 runs.').waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of an experiment', () =>
    withPage({ entry: 'experiment', height: 1000 }, async (page) => {
      await page.locator('.cell').first().click();
      await page.getByText('Conclusion').waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));

  it('of asking', () =>
    withPage({ entry: 'ask', width: 900 }, async (page) => {
      await page.keyboard.type('How many runs did BC Lara make?');
      await page.keyboard.press('Enter');
      await page.getByText('✅ recalled: 11953').waitFor();
      assert.deepEqual(await faintIn(page), []);
    }));
});
