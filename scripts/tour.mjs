import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowser, startBrowser } from './browser.mjs';
import { codeServerSystemPackages, isCodeServerInstalled } from './codeServer.mjs';
import { contactSheet } from './contactSheet.mjs';
import { screenshots } from './page.mjs';
import { setUp } from './setup.mjs';
import { SetupError, step } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';

const folder = join(screenshots, 'tour');
const isPicture =
  /^(?<name>.+?)-(?<theme>dark|light|high-contrast|high-contrast-light)-(?<size>\d+(@2)?)\.png$/;

/**
 * Pictures of the main screens in a real VS Code with a trained model, and a sheet of each, in
 * test/screenshots/tour. Each screen is a test of `test/vscode/1-session/5-tour.test.ts`.
 *
 * @param {object} choice
 * @param {string} choice.only a part of a screen's name
 * @param {readonly string[]} choice.sizes
 * @param {readonly string[]} [choice.themes] all by default
 * @returns {Promise<number>} the exit status
 */
export async function takeTour({ only, sizes, themes }) {
  await installBrowser();
  if (!isCodeServerInstalled()) await installSystemPackages(codeServerSystemPackages);
  await setUp({ tests: true });
  // Imported here: it needs packages that set-up installs.
  const { runVscodeTests } = await import('./vscodeTests.mjs');
  console.log('First models are trained to be looked at: about a minute.');
  const start = Date.now();
  const counts = await runVscodeTests({
    ...{ windows: ['1-session'], only: `the tour: ${only}` },
    tour: { sizes, themes },
  });
  await step(`sheets in ${folder}`, (progress) => sheets({ since: start, sizes, progress }));
  return [...counts.values()].some(({ failed }) => failed > 0) ? 1 : 0;
}

async function sheets({ since, sizes, progress }) {
  const screens = new Map();
  for (const file of readdirSync(folder)) {
    const { name, theme, size } = isPicture.exec(file)?.groups ?? {};
    if (name === undefined || statSync(join(folder, file)).mtimeMs < since) continue;
    const lines = screens.get(name) ?? new Map();
    screens.set(name, lines.set(theme, [...(lines.get(theme) ?? []), { file, size }]));
  }
  if (screens.size === 0) throw new SetupError('There is no such screen, or none was drawn.');
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    for (const [name, lines] of screens) {
      progress(name);
      const inOrder = (a, b) => sizes.indexOf(a.size) - sizes.indexOf(b.size);
      await contactSheet(page, folder, {
        name,
        lines: [...lines.values()].map((line) => line.sort(inOrder).map(({ file }) => file)),
      });
    }
  } finally {
    await browser.close();
  }
}
