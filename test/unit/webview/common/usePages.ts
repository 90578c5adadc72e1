import { after, before } from 'node:test';
import { startBrowser, type Browser } from './openPage.ts';

/** Shares one browser among the tests of a `describe`, each with its own page. */
export function usePages(): Browser['withPage'] {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  return (opening, look) => browser.withPage(opening, look);
}
