import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
    const path = join(screenshots, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    const emulator = emulators.get(page);
    if (emulator === undefined) return void (await page.screenshot({ path }));
    // Playwright’s own has one pixel for each of CSS.
    const { data } = await emulator.send('Page.captureScreenshot');
    writeFileSync(path, data, 'base64');
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
  async click(page, { selector, within, button, clickCount }) {
    const frame = await frameOf(page, within);
    await frame.locator(selector).first().click({ button, clickCount, timeout: 10_000 });
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

  /** `scale`: pixels of the screen to one of CSS, 2 at 200 % of the browser's zoom. */
  async resize(page, { width, height, scale = 1 }) {
    await page.setViewportSize({ width, height });
    if (scale === 1 && !emulators.has(page)) return;
    if (!emulators.has(page)) emulators.set(page, await page.context().newCDPSession(page));
    await emulators.get(page).send('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, deviceScaleFactor: scale, mobile: false },
    });
  },

  /** What an expression gives there. */
  async evaluate(page, { expression, within }) {
    const frame = await frameOf(page, within);
    return frame.evaluate(expression);
  },
};

/** By page; its scale lasts as long as the connection that set it. */
const emulators = new WeakMap();

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
