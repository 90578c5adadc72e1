import { after, before } from 'node:test';
import { startBrowser, type Browser } from './openPage.ts';

/** For the tests of the `describe` that calls it: one browser, in which each opens its page. */
export function usePages(): Browser['withPage'] {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  return (opening, look) => browser.withPage(opening, look);
}
