import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { freePort } from './codeServer.mjs';
import { root } from './root.mjs';
import { SetupError } from './step.mjs';

/**
 * Windows of a desktop VS Code, by @vscode/test-electron: from VSCODE_PATH, else from PATH, else
 * downloaded into .vscode-test. It starts tests by `extensionTestsPath` alone, and a desktop's own dialogs are
 * no part of its page: tests find none there.
 *
 * @param {{profile: string, extensions: readonly [string, string], env: Record<string, string>}} options
 * `extensions`: ours, and the one that holds the tests
 * @throws SetupError when there is none and the download fails
 */
export async function startDesktopWindows({ profile, extensions: [extension, tests], env }) {
  const executable = process.env.VSCODE_PATH || installed() || (await download());
  if (!existsSync(executable)) throw new SetupError(`There is no VS Code at ${executable}.`);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new SetupError('There is no display: put `xvfb-run -a` before the command.');
  }
  console.log(`VS Code: ${executable}`);
  return {
    log: [],
    isOrdinary: false,
    async openWindow({ folder }) {
      const port = await freePort();
      const ended = runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: extension,
        extensionTestsPath: join(tests, 'index.cjs'),
        extensionTestsEnv: env,
        launchArgs: [
          folder,
          ...[`--user-data-dir=${profile}`, `--extensions-dir=${join(profile, 'extensions')}`],
          // The driver connects to the page through it, as with code-server.
          `--remote-debugging-port=${port}`,
        ],
      }).then(
        () => undefined,
        (error) => error.message,
      );
      const connecting = connect(port, ended);
      // Handled where the page is awaited.
      connecting.catch(() => undefined);
      return {
        page: connecting.then(({ page }) => page),
        ended,
        async close() {
          const connected = await connecting.catch(() => undefined);
          if (!connected?.browser.isConnected()) return;
          // It ends after its tests, unless they hang.
          const session = await connected.browser.newBrowserCDPSession();
          await session.send('Browser.close').catch(() => undefined);
          await ended;
        },
      };
    },
    stop: () => Promise.resolve(),
  };
}

/** The program behind `code`, which is only a launcher. */
function installed() {
  const [finder, name] = process.platform === 'win32' ? ['where', 'code.cmd'] : ['which', 'code'];
  const [found] = spawnSync(finder, [name], { encoding: 'utf8' }).stdout?.split(/\r?\n/) ?? [];
  if (!found) return undefined;
  const bin = join(realpathSync(found), '..');
  return [
    join(bin, '..', 'code'),
    join(bin, '..', 'Code.exe'),
    join(bin, '..', '..', '..', 'MacOS', 'Electron'),
  ].find((path) => existsSync(path));
}

async function download() {
  try {
    return await downloadAndUnzipVSCode({ cachePath: join(root, '.vscode-test') });
  } catch (error) {
    throw new SetupError(
      `No VS Code was found, and none can be downloaded (${error.message}). Name one by VSCODE_PATH, ` +
        'or run npm test, whose VS Code comes from npm.',
    );
  }
}

/** Waits for the workbench's page, or for the program's end. */
async function connect(port, ended) {
  let isOver = false;
  void ended.then(() => (isOver = true));
  let browser;
  for (;;) {
    if (isOver) throw new Error('VS Code ended before it showed a window.');
    try {
      browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      for (const page of browser.contexts().flatMap((context) => context.pages())) {
        if ((await page.locator('.monaco-workbench').count()) > 0) return { browser, page };
      }
    } catch {
      // Not listening yet, or a page that is being replaced.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
