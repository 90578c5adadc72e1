import { existsSync } from 'node:fs';
import { SetupError } from './step.mjs';

/** ✅ and ❌ draw as empty boxes without the fonts. */
export const browserSystemPackages = ['chromium', 'fonts-noto-color-emoji'];

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Starts a headless Chromium that reaches for nothing but the pages it is shown. */
export async function startBrowser() {
  const executablePath = places.find((path) => existsSync(path));
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
