import { startBrowser } from './browser.mjs';
import { installCodeServer, startCodeServer } from './codeServer.mjs';

/**
 * Windows of a code-server in a headless Chromium.
 *
 * @param {{profile: string, env: Record<string, string>}} options
 */
export async function startBrowserWindows({ profile, env }) {
  await installCodeServer();
  const server = await startCodeServer({ profile, trust: true, env });
  const browser = await startBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return {
    log: server.log,
    async openWindow({ folder, extension, suite, onLog }) {
      const page = await context.newPage();
      await page.addInitScript(refuseDialogs);
      await page.addInitScript(turnOnce);
      let end;
      const ended = new Promise((resolve) => (end = resolve));
      await page.exposeFunction('codeAutomationLog', (type, args) => onLog(`${type}: ${args}`));
      await page.exposeFunction('codeAutomationExit', (code) =>
        end(code === 0 ? undefined : `the suite ended with ${code}`),
      );
      return {
        page: Promise.resolve(page),
        ended: page
          .goto(server.windowAddress({ folder, extension, suite }))
          .then(() => ended)
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
 * Runs in the page: refuses dialogs, as VS Code does during tests, until a test asks otherwise
 * (`showDialogs` in page.mjs).
 */
function refuseDialogs() {
  globalThis.cricketLoraDialogs = false;
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
