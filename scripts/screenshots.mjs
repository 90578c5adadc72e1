/* global document -- in the page */
/**
 * Pictures of every page, in four themes, narrow, wide and at 200 % zoom, with no row, three, 2,700 and a
 * million, and contact sheets of them to look at: `node scripts/screenshots.mjs [FOLDER] [--only TEXT]
 * [--sizes 300,zoomed]`
 */
import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';
import { main, step } from './step.mjs';

/** Each with what is asked of its host, and what is there once it has been drawn. */
const views = [
  { name: 'evaluation-none', query: 'kind=nothing', ready: '.nothing-yet h1' },
  { name: 'evaluation-3', query: 'questions=3', ready: '.row:not([aria-busy])' },
  { name: 'evaluation-2700', query: 'questions=2700', ready: '.row:not([aria-busy])' },
  { name: 'evaluation-1000000', query: 'questions=1000000', ready: '.row:not([aria-busy])' },
  { name: 'evaluation-notice', query: 'questions=400&kind=notice', ready: '.notice' },
  {
    name: 'evaluation-hostile',
    query: 'questions=400&kind=hostile',
    ready: '.row:not([aria-busy])',
  },
  { name: 'compare', query: 'questions=2700', ready: '.row:not([aria-busy])', act: compare },
  { name: 'columns', query: 'questions=2700', ready: '.row:not([aria-busy])', act: chooseColumns },
  { name: 'details', query: 'questions=2700', ready: '.row:not([aria-busy])', act: showDetails },
  { name: 'drawer', query: 'questions=2700', ready: '.row:not([aria-busy])', act: openRow },
  { name: 'dataset-none', entry: 'dataset', query: 'questions=0&answers=none', ready: '.no-hits' },
  {
    name: 'dataset-2700',
    entry: 'dataset',
    query: 'questions=2700&locked=1',
    ready: '.row:not([aria-busy])',
  },
  {
    name: 'dataset-line',
    entry: 'dataset',
    query: 'questions=48',
    ready: '.row:not([aria-busy])',
    act: openLine,
  },
  {
    name: 'dataset-hostile',
    entry: 'dataset',
    query: 'questions=48&kind=hostile',
    ready: '.row:not([aria-busy])',
  },
  { name: 'run-answered', entry: 'run', query: 'answered=1', ready: '.plot canvas' },
  { name: 'run', entry: 'run', ready: '.plot canvas' },
  { name: 'run-recorded', entry: 'run', query: 'recorded=1', ready: '.plot canvas' },
  { name: 'run-begun', entry: 'run', query: 'steps=0', ready: '.heading' },
  { name: 'runs', entry: 'runs', ready: 'tbody tr' },
  { name: 'runs-chosen', entry: 'runs', ready: 'tbody tr', act: chooseRuns },
  { name: 'runs-none', entry: 'runs', query: 'runs=0', ready: '.runs-page p' },
  { name: 'preview', entry: 'preview', ready: 'table' },
  { name: 'preview-hostile', entry: 'preview', query: 'kind=hostile', ready: 'table' },
  { name: 'experiment', entry: 'experiment', ready: 'svg' },
  { name: 'ask', entry: 'ask', ready: '.heading', act: ask },
  { name: 'ask-nothing', entry: 'ask', ready: '.heading' },
];
const sizes = {
  300: { width: 300, height: 720 },
  800: { width: 800, height: 720 },
  1440: { width: 1440, height: 720 },
  // A window of 1,440 × 800 at 200 %: half as many pixels of CSS, each drawn as four.
  zoomed: { width: 720, height: 400 },
};

async function compare(page) {
  await page.getByRole('combobox', { name: 'Compare with' }).click();
  await page.getByRole('option', { name: /baseline/ }).click();
  await page.locator('.comparison strong').waitFor();
}

async function chooseColumns(page) {
  await page.getByText('Columns', { exact: true }).click();
}

async function showDetails(page) {
  await page.getByRole('button', { name: 'Details' }).click();
  await page.locator('.breakdown').waitFor();
}

async function openRow(page) {
  await page.locator('.row:not([aria-busy]) .cell.question').first().click();
  await page.getByText('Other phrasings').waitFor();
}

async function chooseRuns(page) {
  await page.getByRole('checkbox').nth(1).click();
  await page.getByRole('checkbox').nth(3).click();
  await page.getByRole('table', { name: 'What differs' }).waitFor();
}

async function openLine(page) {
  await page
    .locator('.row:not([aria-busy]) .cell.question', { hasText: 'Phrasing' })
    .first()
    .click();
  await page.getByText('What the model sees').waitFor();
}

async function ask(page) {
  await page.keyboard.type('How many runs did BC Lara make?');
  await page.keyboard.press('Enter');
  await page.locator('.side table').first().waitFor();
}

await main(async () => {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      sizes: { type: 'string', default: Object.keys(sizes).join() },
    },
    allowPositionals: true,
  });
  const folder = resolve(positionals[0] ?? join(root, 'test', 'screenshots', 'views'));
  mkdirSync(folder, { recursive: true });
  const pages = await loadPages();
  const browser = await pages.startBrowser();
  try {
    for (const view of views.filter(({ name }) => name.includes(values.only)))
      await step(view.name, async () => {
        const files = await pictures(pages, browser, folder, view, values.sizes.split(','));
        await contactSheet(browser, folder, { name: view.name, files });
      });
  } finally {
    await browser.close();
  }
});

/** @returns their files, those of a theme together */
async function pictures(
  { inEveryTheme },
  browser,
  folder,
  { name, act, ready, ...options },
  wanted,
) {
  const files = [];
  for (const size of wanted)
    await browser.withPage({ ...options, ...sizes[size] }, async (page) => {
      await page.locator(ready).first().waitFor();
      await act?.(page);
      await inEveryTheme(page, async (theme) => {
        const file = `${name}-${theme}-${size}.png`;
        await page.screenshot({ path: join(folder, file) });
        files.push(file);
      });
    });
  return files.sort();
}

/** All pictures of a view on one: themes below each other. */
async function contactSheet(browser, folder, { name, files }) {
  await browser.withPage({ entry: 'runs', width: 1740, height: 1090 }, async (page) => {
    await page.goto('about:blank');
    const images = files.map((file) => {
      const content = readFileSync(join(folder, file), 'base64');
      return `<img src="data:image/png;base64,${content}" height="260">`;
    });
    await page.setContent(images.join(' '));
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.screenshot({ path: join(folder, `all-${name}.png`) });
  });
}

/** What the pages' tests use: a browser with hosts in its pages, and the themes. */
async function loadPages() {
  const outfile = join(root, 'out', 'screenshots', 'openPage.mjs');
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
