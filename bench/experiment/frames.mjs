/* global addEventListener, document, MutationObserver -- in the page */
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installBrowser } from '../../scripts/browser.mjs';
import { root } from '../../scripts/root.mjs';
import { SetupError, step } from '../../scripts/step.mjs';
import { framesOf, watchFrames } from '../frames.mjs';

/** For so long each of them is done again and again. */
const seconds = 3;

/** What a person does on the page: where it begins, and what is done the `at`th time. */
const uses = {
  scrolled: {
    begin: (page) => page.mouse.move(640, 500),
    // Down and up again, so that it goes on moving.
    again: (page, at) => page.mouse.wheel(0, at % 20 < 10 ? 60 : -60),
  },
  'pointer over the curves': {
    begin: (page) => page.locator('.chart').first().scrollIntoViewIfNeeded(),
    again: (page, at) => pointWithin(page, '.chart', [(at * 7) % 90, at % 80]),
  },
  'pointer over the matrix': {
    begin: (page) => page.locator('.matrix').scrollIntoViewIfNeeded(),
    again: (page, at) => pointWithin(page, '.matrix', [(at * 13) % 97, (at * 7) % 97]),
  },
  'cells chosen by keys': {
    begin: (page) => page.locator('.cell').first().focus(),
    again: (page, at) =>
      page.keyboard.press(at % 2 === 0 ? 'Enter' : at % 20 < 10 ? 'ArrowRight' : 'ArrowLeft'),
  },
  'other rows': { again: (page, at) => choose(page, 'Rows', at) },
  'another metric': { again: (page, at) => choose(page, 'Shown', at) },
};

async function pointWithin(page, selector, [right, down]) {
  const { x, y, width, height } = await page.locator(selector).first().boundingBox();
  await page.mouse.move(x + (right / 100) * width, y + (down / 100) * height);
}

async function choose(page, label, at) {
  const dropdown = page.locator(`vscode-dropdown[aria-label="${label}"]`);
  await dropdown.click();
  await dropdown
    .locator('vscode-option')
    .nth((at + 1) % 2)
    .click();
}

/**
 * The frames that the page of 500 runs has while it is used, in a headless Chromium.
 *
 * @returns {Promise<{contender: string, metric: string, value: number, unit: string}[]>} medians of the rounds
 */
export async function measureFrames(rounds) {
  await installBrowser();
  const { startBrowser } = await loadPages();
  const browser = await startBrowser();
  const rows = [];
  try {
    for (const [name, use] of Object.entries(uses)) {
      const measured = [];
      for (let round = 1; round <= rounds; round++)
        await step(`${name}, round ${round} of ${rounds}`, () =>
          browser.withPage({ entry: 'experiment', query: 'runs=500&epochs=60' }, async (page) =>
            measured.push(await framesWhile(page, use)),
          ),
        );
      const row = (metric, key, unit) => ({
        contender: 'ours',
        metric: `${name}: ${metric}`,
        value: median(measured.map((one) => one[key])),
        unit,
      });
      rows.push(
        row('frames a second', 'rate', '1/s'),
        row('95th percentile of frames', 'frame', 'ms'),
        row('longest frame', 'longest', 'ms'),
      );
    }
  } finally {
    await browser.close();
  }
  return rows;
}

async function framesWhile(page, { begin, again }) {
  await page.locator('.chart').nth(1).waitFor();
  await page.getByText('Conclusion: Recall in held-out phrasings').waitFor();
  await begin?.(page);
  await page.evaluate(() => {
    globalThis.changes = 0;
    const count = () => (globalThis.changes += 1);
    addEventListener('scroll', count, { capture: true });
    addEventListener('pointerover', count, { capture: true });
    const whole = { subtree: true, childList: true, attributes: true };
    new MutationObserver(count).observe(document.body, whole);
  });
  await watchFrames(page);
  const end = Date.now() + seconds * 1000;
  let times = 0;
  for (; Date.now() < end; times++) await again(page, times);
  const found = await framesOf(page);
  const changes = await page.evaluate(() => globalThis.changes);
  if (changes < times / 4) throw new SetupError(`the page changed ${changes} times in ${times}`);
  return found;
}

/** What the pages' tests use: a browser with the page and a host for it. */
async function loadPages() {
  const outfile = join(root, 'out', 'bench', 'openPage.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/unit/webview/common/openPage.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const median = (values) =>
  Number(values.toSorted((a, b) => a - b)[values.length >> 1].toPrecision(3));
