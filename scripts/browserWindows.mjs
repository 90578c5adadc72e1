import { startBrowser } from './browser.mjs';
import { installCodeServer, linkExtensions, startCodeServer } from './codeServer.mjs';

/**
 * Windows of a code-server in a headless Chromium: ordinary ones, in which an extension runs the tests, as VS
 * Code refuses dialogs in those of `extensionTestsPath`.
 *
 * @param {{profile: string, extensions: readonly string[], env: Record<string, string>, trust?: boolean}}
 * options `trust`: whether workspaces ask to be trusted
 */
export async function startBrowserWindows({ profile, extensions, env, trust = true }) {
  await installCodeServer();
  linkExtensions(profile, ...extensions);
  const server = await startCodeServer({ profile, trust, env });
  const browser = await startBrowser();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return {
    log: server.log,
    isOrdinary: true,
    async openWindow({ folder, testsEnded, onLog }) {
      const page = await context.newPage();
      await page.addInitScript(turnOnce);
      page.on('console', (message) => {
        if (message.type() === 'error') onLog(message.text());
      });
      const crashed = new Promise((resolve) => {
        page.once('crash', () => resolve('the page crashed'));
      });
      return {
        page: Promise.resolve(page),
        ended: page
          .goto(server.windowAddress(folder))
          .then(() => Promise.race([testsEnded, crashed]))
          .catch((error) => error.message),
        close: () => page.close(),
      };
    },
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}

/**
 * Runs in the page: lets endless animations run once, instantly. Progress updates restart them, and
 * drawing them took half a processor.
 */
function turnOnce() {
  const style = new globalThis.CSSStyleSheet();
  style.replaceSync(
    '*, *::before, *::after { animation-iteration-count: 1 !important; animation-duration: 1ms !important; }',
  );
  globalThis.document.adoptedStyleSheets.push(style);
}
