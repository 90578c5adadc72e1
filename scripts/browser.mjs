import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { SetupError } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';

/** Candidate paths of Chromium, unless CHROMIUM_PATH names one. The headless shell comes first: it takes a third of the time. */
const places = JSON.parse(readFileSync(join(root, 'scripts', 'browsers.json'), 'utf8'));
const findBrowser = () => process.env.CHROMIUM_PATH ?? places.find((path) => existsSync(path));

/** Installs Chromium and an emoji font, without which ✅ and ❌ are empty boxes. */
export async function installBrowser() {
  await installSystemPackages(['fonts-noto-color-emoji']);
  if (process.env.CHROMIUM_PATH || existsSync(places[0])) return;
  try {
    await installSystemPackages(['chromium-headless-shell']);
  } catch (error) {
    // Not every system has it as a package: use an installed one.
    if (findBrowser() === undefined) await installSystemPackages(['chromium']);
    else console.log(`Going on with ${findBrowser()}: ${error.message.split('\n')[0]}`);
  }
}

/** Starts a headless Chromium without network access beyond the given pages. */
export async function startBrowser() {
  const executablePath = findBrowser();
  if (!executablePath) throw new SetupError(`No Chromium: looked for ${places.join(', ')}.`);
  // Imported here: the scripts that install npm packages read this file first.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}
