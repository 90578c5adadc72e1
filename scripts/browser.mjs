import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { SetupError } from './step.mjs';
import { installSystemPackages } from './systemPackages.mjs';

/** Where a Chromium may lie. The shell, which draws no window of its own, takes a third of the time. */
const places = JSON.parse(readFileSync(join(root, 'scripts', 'browsers.json'), 'utf8'));
const findBrowser = () => places.find((path) => existsSync(path));

/** Installs a Chromium, and the font without which ✅ and ❌ are empty boxes. */
export async function installBrowser() {
  await installSystemPackages(['fonts-noto-color-emoji']);
  if (existsSync(places[0])) return;
  try {
    await installSystemPackages(['chromium-headless-shell']);
  } catch (error) {
    // Not every system has it as a package: what is there does as well.
    if (findBrowser() === undefined) await installSystemPackages(['chromium']);
    else console.log(`Going on with ${findBrowser()}: ${error.message.split('\n')[0]}`);
  }
}

/** Starts a headless Chromium that reaches for nothing but the pages it is shown. */
export async function startBrowser() {
  const executablePath = findBrowser();
  if (!executablePath) throw new SetupError(`No Chromium: looked for ${places.join(', ')}.`);
  // Loaded only here: the scripts that install npm packages read this file before they are there.
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
