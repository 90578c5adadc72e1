import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

export const screenshots = join(root, 'test', 'screenshots');

/**
 * Operations on the window for tests in the extension host, which sees only VS Code's API. Each
 * takes the page and the request; its result is JSON.
 *
 * A request's `within` is `workbench` (default) or `webview`: the visible webview.
 */
export const operations = {
  async screenshot(page, { name }) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
  },

  /** Texts of all visible elements that match the selector. */
  async texts(page, { selector, within }) {
    const frame = await frameOf(page, within);
    return frame
      .locator(selector)
      .filter({ visible: true })
      .evaluateAll((elements) => elements.map((element) => element.innerText));
  },

  async attributes(page, { selector, name, within }) {
    const frame = await frameOf(page, within);
    return frame
      .locator(selector)
      .evaluateAll((elements, name) => elements.map((element) => element.getAttribute(name)), name);
  },

  /** `button`: `left` (default) or `right`. */
  async click(page, { selector, within, button }) {
    const frame = await frameOf(page, within);
    await frame.locator(selector).first().click({ button, timeout: 10_000 });
  },

  /** Rests the pointer on an element. */
  async hover(page, { selector, within }) {
    const frame = await frameOf(page, within);
    await frame.locator(selector).first().hover({ timeout: 10_000 });
  },

  async type(page, { text }) {
    await page.keyboard.type(text);
  },

  async press(page, { keys }) {
    await page.keyboard.press(keys);
  },

  /** Texts of the visible elements that show only a part of what is in them. */
  async cutOff(page, { selector, within }) {
    const frame = await frameOf(page, within);
    return frame
      .locator(selector)
      .filter({ visible: true })
      .evaluateAll((elements) =>
        elements
          .filter(
            ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
              scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1,
          )
          .map((element) => element.innerText),
      );
  },

  async resize(page, { width, height }) {
    await page.setViewportSize({ width, height });
  },
};

async function frameOf(page, within = 'workbench') {
  if (within === 'workbench') return page.mainFrame();
  // VS Code nests a webview's document in two frames: the outer found by URL, ours inside it.
  for (const outer of page.frames()) {
    if (!/\/(fake|index)\.html\?.*\bid=/.test(outer.url())) continue;
    const element = await outer.frameElement();
    const inner = outer.childFrames()[0];
    if (inner && (await element.isVisible())) return inner;
  }
  throw new Error('No webview is on the screen.');
}
