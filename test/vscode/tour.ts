import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { layoutFaultsHere } from '../unit/webview/common/layoutFaults.ts';
import { askForWindow, evaluate, resize, screenshot } from './driver.ts';
import { allThemes, inThemes, until, type Theme } from './session.ts';

/** Of the pane, in pixels of the screen: at 200 % half as many of CSS. */
const widths = [300, 800, 1440];
const height = 760;
/** VS Code makes no pane narrower, in pixels of CSS. */
const narrowest = 220;
/** The icons of the sidebar, which stands closed. */
const besides = 48;

/** `300`, `300@2`, …: the window's size and its scale. */
const sizes: Readonly<Record<string, readonly [width: number, height: number, scale: number]>> =
  Object.fromEntries(
    [1, 2].flatMap((scale) =>
      widths.map((width) => [
        scale === 1 ? `${width}` : `${width}@${scale}`,
        [besides + Math.max(narrowest, width / scale), height / scale, scale],
      ]),
    ),
  );

/** In `npm test`: every theme and width, both zooms; `npm run screenshots -- --vscode` asks for all. */
const few: Readonly<Record<Theme, readonly string[]>> = {
  light: ['1440'],
  'high-contrast-light': ['800@2'],
  'high-contrast': ['800'],
  dark: ['300', '1440@2'],
};

const drawn = `new Promise((resolve) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))`;

const axe = () => readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Saves pictures of what is on the screen in themes and sizes, as test/screenshots/tour/NAME-THEME-SIZE.png.
 *
 * @param choice.within where it is: a page has to be legible, and axe to find nothing
 * @param choice.sized called at each size
 */
export async function look(
  name: string,
  choice: { within: 'webview' | 'workbench'; sized?: () => Promise<unknown> },
) {
  const { within, sized } = choice;
  const { tour } = await askForWindow();
  const isPage = within === 'webview';
  const found: string[] = [];
  if (isPage) await evaluate(`${axe()}; undefined`, within);
  try {
    await inThemes(
      allThemes.filter((theme) => tour?.themes?.includes(theme) ?? true),
      async (theme) => {
        for (const size of tour?.sizes ?? few[theme]) {
          const [wide, high, scale] = sizes[size] ?? fail(size);
          await resize(wide, high, scale);
          await sized?.();
          await evaluate(drawn, within);
          const seen = `${name}-${theme}-${size}`;
          const faults = isPage ? [...(await layoutFaults()), ...(await axeFaults(theme))] : [];
          found.push(...faults.map((fault) => `${seen}: ${fault}`));
          await screenshot(`tour/${seen}`);
        }
      },
    );
  } finally {
    await resize(1440, 900, 1);
  }
  assert.deepEqual(found, []);
}

/** What is cut off or covered, once the page has its new size. */
async function layoutFaults(): Promise<string[]> {
  let found: string[] = [];
  await until(
    'nothing cut off',
    async () => {
      found = (await evaluate(`(${String(layoutFaultsHere)})()`, 'webview')) as string[];
      return found.length === 0;
    },
    { seconds: 3 },
  ).catch(() => undefined);
  return found;
}

/** A theme changes nothing but colours. */
async function axeFaults(theme: Theme): Promise<string[]> {
  const options = theme === 'dark' ? {} : { runOnly: ['color-contrast'] };
  const faults = `axe.run(${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
      id + ' at ' + target.join(' ') + ': ' + failureSummary)))`;
  return (await evaluate(faults, 'webview')) as string[];
}

function fail(size: string): never {
  throw new Error(`${size} is none of ${Object.keys(sizes).join()}.`);
}
