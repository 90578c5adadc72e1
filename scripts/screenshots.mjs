/**
 * Pictures of every page and what opens on it, in four themes, at three widths and two zooms, and one sheet of
 * them all for each to look at: `npm run screenshots -- [FOLDER] [--only TEXT] [--sizes 300,1440@2]
 * [--themes dark,light]`; with `--vscode`, of the main screens in a real VS Code, in test/screenshots/tour
 */
import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { contactSheet } from './contactSheet.mjs';
import { root } from './root.mjs';
import { main, SetupError, step } from './step.mjs';
import { takeTour } from './tour.mjs';

/** Beyond those that the tests open: what takes long to make, and is the same page otherwise. */
const more = [
  { name: 'a million rows', query: 'questions=1000000', go: drawn },
  { name: 'an evaluation of 2700', query: 'questions=2700', go: drawn },
  { name: 'an evaluation with a notice', query: 'questions=400&kind=notice', go: drawn },
  { name: 'a hostile dataset', entry: 'dataset', query: 'questions=48&kind=hostile', go: drawn },
  { name: '2700 runs', entry: 'runs', query: 'runs=2700', go: shown('tbody tr') },
  { name: 'an experiment of 300', entry: 'experiment', query: 'runs=300', go: shown('svg') },
];

/** Of the pane, in pixels of the screen; at 200 % half as many of CSS, each drawn as four. */
const widths = [300, 800, 1440];
const height = 720;
const zooms = [1, 2];
const sizes = Object.fromEntries(
  widths.flatMap((width) =>
    zooms.map((scale) => [
      scale === 1 ? `${width}` : `${width}@${scale}`,
      { width: width / scale, height: height / scale, scale },
    ]),
  ),
);

function drawn(page) {
  return page.locator('.row:not([aria-busy])').first().waitFor();
}

function shown(selector) {
  return (page) => page.locator(selector).first().waitFor();
}

await main(async () => {
  const { values, positionals } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      sizes: { type: 'string', default: Object.keys(sizes).join() },
      themes: { type: 'string' },
      vscode: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const wanted = { sizes: values.sizes.split(','), themes: values.themes?.split(',') };
  for (const size of wanted.sizes) {
    if (!(size in sizes))
      throw new SetupError(`--sizes takes ${Object.keys(sizes).join()}, not ${size}.`);
  }
  if (values.vscode) {
    if (positionals.length > 0) throw new SetupError('--vscode takes no folder.');
    return takeTour({ only: values.only, ...wanted });
  }
  const folder = resolve(positionals[0] ?? join(root, 'test', 'screenshots', 'views'));
  mkdirSync(folder, { recursive: true });
  const pages = await loadPages();
  const browser = await pages.startBrowser();
  try {
    for (const state of [...pages.states, ...more]) {
      const name = state.name.replaceAll(/[^a-z\d]+/gi, '-');
      if (!name.includes(values.only)) continue;
      await step(name, async () => {
        const files = await pictures(pages, browser, { folder, name, state, wanted });
        await browser.withPage({ entry: 'runs' }, async (page) => {
          await page.goto('about:blank');
          await contactSheet(page, folder, { name, lines: Object.values(files) });
        });
      });
    }
  } finally {
    await browser.close();
  }
  return 0;
});

/** @returns by theme, their files in the order of sizes */
async function pictures({ inEveryTheme }, browser, { folder, name, state, wanted }) {
  const files = {};
  const { go, ...opening } = state;
  for (const scale of zooms)
    // What opens by a click is opened at a width at which it can be.
    await browser.withPage({ width: 1440, height: 900, ...opening, scale }, async (page) => {
      await go(page);
      for (const [size, viewport] of Object.entries(sizes)) {
        if (viewport.scale !== scale || !wanted.sizes.includes(size)) continue;
        await page.setViewportSize({ width: viewport.width, height: viewport.height });
        await inEveryTheme(page, async (theme) => {
          if (!(wanted.themes?.includes(theme) ?? true)) return;
          const file = `${name}-${theme}-${size}.png`;
          await page.screenshot({ path: join(folder, file) });
          (files[theme] ??= []).push(file);
        });
      }
    });
  return files;
}

/** What the pages' tests use: a browser with hosts in its pages, the states of each, and the themes. */
async function loadPages() {
  const outdir = join(root, 'out', 'screenshots');
  const common = 'test/unit/webview/common';
  await build({
    absWorkingDir: root,
    entryPoints: [`${common}/openPage.ts`, `${common}/pageStates.ts`],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const load = (name) => import(pathToFileURL(join(outdir, name)).href);
  return { ...(await load('openPage.mjs')), ...(await load('pageStates.mjs')) };
}
