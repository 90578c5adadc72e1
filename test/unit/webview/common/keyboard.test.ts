import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutChromium } from './openPage.ts';
import { states } from './pageStates.ts';
import { usePages } from './usePages.ts';

/** What one can do something with. A grid and a group of radio buttons are one stop each. */
const controls = [
  'vscode-button:not([disabled])',
  'vscode-dropdown',
  'vscode-checkbox',
  'vscode-text-field',
  'vscode-text-area',
  'button:not([disabled])',
  'input:not([disabled])',
  'select',
  'summary',
  '[role=grid]',
].join();

/** Marks all controls that can be seen; returns their number. */
const mark = (page: Page) =>
  page.evaluate((selector) => {
    const seen = [...document.querySelectorAll<HTMLElement>(selector)].filter((element) =>
      element.checkVisibility({ visibilityProperty: true }),
    );
    for (const element of seen) element.dataset.waiting = element.textContent.trim().slice(0, 40);
    (document.activeElement as HTMLElement | null)?.blur();
    return seen.length;
  }, controls);

/** Unmarks the control that has the focus, and says where that is not to be seen. */
const visit = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    focused?.closest<HTMLElement>('[data-waiting]')?.removeAttribute('data-waiting');
    if (focused === null || focused === document.body) return undefined;
    const inner = focused.shadowRoot?.activeElement ?? focused;
    const parts = [inner, ...(inner.shadowRoot?.querySelectorAll('*') ?? []), focused];
    const wraps = [...parts, inner.parentElement, inner.closest('.row')].filter(
      (one) => one !== null,
    );
    const isSeen = wraps.some((part) => {
      const { outlineStyle, outlineWidth, borderColor, boxShadow } = getComputedStyle(part);
      const focus = getComputedStyle(document.documentElement).getPropertyValue(
        '--vscode-focusBorder',
      );
      const probe = document.createElement('i');
      probe.style.color = focus;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
      return isOutlined || borderColor === color || boxShadow !== 'none';
    });
    return isSeen ? undefined : focused.outerHTML.slice(0, 200);
  });

describe(
  'every control is reached by Tab alone, and shows its focus',
  { skip: withoutChromium },
  () => {
    const withPage = usePages();

    for (const { name, go, ...opening } of states)
      it(`on ${name}`, () =>
        withPage({ width: 1440, height: 900, ...opening }, async (page) => {
          await go(page);
          const count = await mark(page);
          const unseen = new Set<string>();
          for (let at = 0; at < 2 * count + 10; at += 1) {
            await page.keyboard.press('Tab');
            const problem = await visit(page);
            if (problem !== undefined) unseen.add(problem);
          }
          const waiting = await page
            .locator('[data-waiting]')
            .evaluateAll((elements) => elements.map((element) => element.outerHTML.slice(0, 200)));
          assert.deepEqual(waiting, [], 'not reached');
          assert.deepEqual([...unseen], [], 'without a sign of the focus');
        }));
  },
);
