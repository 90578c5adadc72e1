/* global document -- in the page */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Pictures of a screen on one, at less than half their size.
 *
 * @param {import('playwright-core').Page} page an empty one
 * @param {string} folder of the pictures, and for the sheet
 * @param {{name: string, lines: readonly (readonly string[])[]}} sheet its file, and the pictures' of each line
 */
export async function contactSheet(page, folder, { name, lines }) {
  const images = lines.map((line) =>
    line
      .map((file) => {
        const content = readFileSync(join(folder, file), 'base64');
        return `<img src="data:image/png;base64,${content}" height="295">`;
      })
      .join(' '),
  );
  await page.setContent(
    `<body style="background: gray; white-space: nowrap; width: max-content">${images.join('<br>')}`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.locator('body').screenshot({ path: join(folder, `all-${name}.png`) });
}
