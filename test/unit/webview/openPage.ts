import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import browsers from '../../../scripts/browsers.json';
import { themes, type Theme } from './themes.ts';

const chromiumPath = browsers.find((path) => existsSync(path));
export const hasChromium = chromiumPath !== undefined;

/** The page in a real Chromium, with the policy that the panel sets and a host of its own. */
export interface OpenedPage {
  readonly page: Page;
  /** What the browser complained of: errors, and what the content security policy refused. */
  readonly complaints: string[];
}

type Entry = 'evaluation' | 'run' | 'runs' | 'ask' | 'preview';
/** Which script is VS Code's side of a page. */
const hostOf = (entry: string): string =>
  ({ evaluation: 'fakeHost', preview: 'fakePreviewHost' })[entry] ?? 'fakeRunHost';

export interface Browser {
  open(options?: {
    /** Script of webview/ and the host it talks to, an entry of this folder. */
    readonly entry?: Entry;
    readonly query?: string;
    readonly theme?: Theme;
    readonly width?: number;
    readonly height?: number;
  }): Promise<OpenedPage>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const files = await bundles();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      const theme = (searchParams.get('theme') ?? 'dark') as Theme;
      response.setHeader('Content-Security-Policy', policy);
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(html(theme, searchParams.get('entry') ?? 'evaluation'));
      return;
    }
    const content = files.get(pathname);
    response.statusCode = content === undefined ? 404 : 200;
    response.setHeader('Content-Type', pathname.endsWith('.css') ? 'text/css' : 'text/javascript');
    response.setHeader('Cache-Control', 'max-age=3600');
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  // One for all pages: scripts are fetched and compiled once.
  const context = await browser.newContext();
  return {
    async open(options = {}) {
      const { entry = 'evaluation', query = '', theme = 'dark' } = options;
      const { width = 1280, height = 800 } = options;
      const page = await context.newPage();
      await page.setViewportSize({ width, height });
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      // A machine may be busy with other things as well.
      page.setDefaultTimeout(120_000);
      await page.goto(
        `http://127.0.0.1:${port}/?entry=${entry}&theme=${encodeURIComponent(theme)}&${query}`,
      );
      return { page, complaints };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

const nonce = 'bm9uY2U';
/** As `evaluationHtml` sets it. */
const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'`;

const html = (theme: Theme, entry: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta property="csp-nonce" content="${nonce}" />
    <title>Evaluation</title>
    <link rel="stylesheet" href="/${encodeURIComponent(theme)}.theme.css" />
    <link rel="stylesheet" href="/${entry}.css" />
  </head>
  <body>
    <script nonce="${nonce}" src="/${hostOf(entry)}.js"></script>
    <script nonce="${nonce}" src="/${entry}.js"></script>
  </body>
</html>`;

async function bundles(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [
      ...['evaluation', 'run', 'runs', 'ask', 'preview'].map((name) => `webview/${name}.ts`),
      ...['fakeHost', 'fakeRunHost', 'fakePreviewHost'].map(
        (name) => `test/unit/webview/${name}.ts`,
      ),
    ],
    bundle: true,
    write: false,
    // Of the fake hosts, which do here what is done in Node.
    alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    outdir: '/',
    entryNames: '[name]',
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  for (const [theme, colours] of Object.entries(themes)) {
    const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}: ${value};`);
    files.set(`/${encodeURIComponent(theme)}.theme.css`, `:root { ${variables.join(' ')} }`);
  }
  return files;
}

export const screenshotPath = (name: string): string => join('test', 'screenshots', `${name}.png`);
