import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import browsers from '../../../../scripts/browsers.json';
import { pageTextsHtml } from '../../../../src/core/pages/pageTexts.ts';
import { readTexts, type Texts } from '../../manifestTexts.ts';
import { themes, type Theme } from './themes.ts';

const chromiumPath = browsers.find((path) => existsSync(path));
/** Why these tests cannot run here; false when they can. */
export const withoutChromium = chromiumPath === undefined && 'there is no Chromium';

type Entry = 'evaluation' | 'dataset' | 'run' | 'runs' | 'ask' | 'preview' | 'experiment';
/** The scripts that act as VS Code's side of a page. */
const hosts: Readonly<Record<string, string>> = {
  evaluation: 'fakeHost',
  dataset: 'fakeDatasetHost',
  preview: 'fakePreviewHost',
  experiment: 'fakeExperimentHost',
};
const hostOf = (entry: string): string => hosts[entry] ?? 'fakeRunHost';

export interface Opening {
  /** Page of webview/ and the script that answers it; the evaluation by default. */
  readonly entry?: Entry;
  readonly query?: string;
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the screen to one of CSS: 2 at 200 % zoom. */
  readonly scale?: number;
  /** Of the page’s texts; English by default. */
  readonly language?: string;
}

export interface Browser {
  /**
   * Opens a page in a real Chromium with the panel's content security policy and a fake host.
   * Afterwards checks that the browser reported no error and no violation of the policy.
   */
  withPage(opening: Opening, look: (page: Page) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  const files = await bundles();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      response.setHeader('Content-Security-Policy', policy);
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(
        html(searchParams.get('entry') ?? 'evaluation', searchParams.get('language') ?? 'en'),
      );
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
  let complaints: string[] = [];
  // Shared by all pages of a scale: starting a process and compiling scripts takes time.
  const byScale = new Map<number, Page>();
  const pageOf = async (scale: number): Promise<Page> => {
    const kept = byScale.get(scale);
    if (kept !== undefined) return kept;
    const page = await browser.newPage({ deviceScaleFactor: scale });
    byScale.set(scale, page);
    // The machine may be busy.
    page.setDefaultTimeout(120_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    return page;
  };
  let opened = 0;
  return {
    async withPage(opening, look) {
      const { entry = 'evaluation', query = '', language = 'en' } = opening;
      const { width = 1280, height = 800, scale = 1 } = opening;
      const page = await pageOf(scale);
      await page.setViewportSize({ width, height });
      complaints = [];
      // Each has its own URL and hence its own state.
      opened += 1;
      const address = `http://127.0.0.1:${port}/?entry=${entry}&language=${language}`;
      await page.goto(`${address}&opened=${opened}&${query}`);
      await look(page);
      assert.deepEqual(complaints, []);
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

const nonce = 'bm9uY2U';
/** Like `evaluationHtml`. */
const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'`;

const textsIn = (language: string): Texts | undefined =>
  language === 'en' ? undefined : readTexts(`l10n/bundle.l10n.${language}.json`);

const html = (entry: string, language: string): string => `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta property="csp-nonce" content="${nonce}" />
    <title>Evaluation</title>
    <link rel="stylesheet" href="/dark.theme.css" />
    <link rel="stylesheet" href="/${entry}.css" />
  </head>
  <body>
    ${pageTextsHtml(textsIn(language))}
    <script nonce="${nonce}" src="/${hostOf(entry)}.js"></script>
    <script nonce="${nonce}" src="/${entry}.js"></script>
  </body>
</html>`;

async function bundles(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [
      ...['evaluation', 'dataset', 'run', 'runs', 'ask', 'preview', 'experiment'].map((page) => ({
        in: `webview/${page}/main.ts`,
        out: page,
      })),
      ...[
        'evaluation/fakeHost',
        'run/fakeRunHost',
        'preview/fakePreviewHost',
        'dataset/fakeDatasetHost',
        'experiment/fakeExperimentHost',
      ].map((path) => ({
        in: `test/unit/webview/${path}.ts`,
        out: basename(path),
      })),
    ],
    bundle: true,
    write: false,
    // For the fake hosts, which use code that runs in Node otherwise.
    alias: { 'csv-parse/sync': 'csv-parse/browser/esm/sync' },
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    outdir: '/',
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const variables = variablesOf('dark').map(([name, value]) => `${name}: ${value};`);
  files.set('/dark.theme.css', `:root { ${variables.join(' ')} }`);
  return files;
}

/** Sets this theme's variables and removes others. */
const variablesOf = (theme: Theme): [string, string][] => {
  const names = new Set(Object.values(themes).flatMap((colours) => Object.keys(colours)));
  const colours: Readonly<Record<string, string>> = themes[theme];
  return [...names].map((name) => [`--vscode-${name}`, colours[name] ?? 'initial']);
};

/** Changes the theme of an open page (dark at first) as VS Code does. */
export async function inEveryTheme(page: Page, look: (name: string) => Promise<unknown>) {
  for (const theme of Object.keys(themes) as Theme[]) {
    const name = theme.replaceAll(' ', '-');
    await page.evaluate(
      ([name, variables]) => {
        const { body, documentElement } = document;
        for (const [name, value] of variables) documentElement.style.setProperty(name, value);
        body.className = `vscode-${name}`;
        // The toolkit follows a frame later.
        return new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
        });
      },
      [name, variablesOf(theme)] as const,
    );
    await look(name);
  }
}

/** Waits until a page has taken a new size. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
      }),
  );

export const screenshotPath = (name: string): string => join('test', 'screenshots', `${name}.png`);
