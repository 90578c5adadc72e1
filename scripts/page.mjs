import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

export const screenshots = join(root, 'test', 'screenshots');

/**
 * What a test in the extension host can ask of the window it runs in: the extension host sees VS
 * Code's API only, a person sees the page. Each takes the page and the request, and its answer is JSON.
 *
 * A request's `within` is `workbench` (default) or `webview`: the webview that is on the screen.
 */
export const operations = {
  async screenshot(page, { name }) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `${name}.png`) });
  },

  /** Text of every element that the selector matches and that is on the screen. */
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

  async type(page, { text }) {
    await page.keyboard.type(text);
  },

  async press(page, { keys }) {
    await page.keyboard.press(keys);
  },

  /** Whether VS Code shows modal dialogs from now on; it refuses them to suites. False where it cannot. */
  async showDialogs(page, { shown }) {
    return page.evaluate((shown) => {
      if (!('cricketLoraDialogs' in globalThis)) return false;
      globalThis.cricketLoraDialogs = shown;
      return true;
    }, shown);
  },

  async resize(page, { width, height }) {
    await page.setViewportSize({ width, height });
  },
};

async function frameOf(page, within = 'workbench') {
  if (within === 'workbench') return page.mainFrame();
  // VS Code wraps a webview's document in two frames: the outer by URL, ours inside it.
  for (const outer of page.frames()) {
    if (!/\/(fake|index)\.html\?.*\bid=/.test(outer.url())) continue;
    const element = await outer.frameElement();
    const inner = outer.childFrames()[0];
    if (inner && (await element.isVisible())) return inner;
  }
  throw new Error('No webview is on the screen.');
}
