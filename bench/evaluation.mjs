/* global document, performance, requestAnimationFrame -- in the page */
/**
 * The evaluation view: a million rows behind it, and the grid in a real Chromium.
 *
 *   npm run bench -- evaluation [--out FILE] [--rounds N] [--rows N] [--skip-grid]
 *
 * Work: a run folder of 1,000,000 questions and answers, opened (read, scored, counted), filtered,
 * sorted and searched, in milliseconds until the first hundred rows have arrived; then the page over
 * 1,000,000 rows against the toolkit's `vscode-data-grid` and `@vscode-elements/elements`' table over
 * 2,700, which is what those can hold: milliseconds until rows are drawn, and the 95th percentile of
 * the frames while it is scrolled for three seconds. Medians of the rounds.
 */
import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installBrowser, startBrowser } from '../scripts/browser.mjs';
import { runQuietly } from '../scripts/child.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { report } from './report.mjs';

const packages = join(root, '.cache', 'bench-vscode-elements');
const small = 2700;

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      rows: { type: 'string', default: '1000000' },
      'skip-grid': { type: 'boolean', default: false },
    },
  });
  await mkdir(join(root, 'out'), { recursive: true });
  const folder = await mkdtemp(join(root, 'out', 'bench-evaluation-'));
  try {
    const rounds = Number(values.rounds);
    const rows = await measureHost(folder, Number(values.rows), rounds);
    if (!values['skip-grid']) {
      await installElements();
      rows.push(...(await measureGrids(folder, Number(values.rows), rounds)));
    }
    await report('evaluation', rows, values.out);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function measureHost(folder, count, rounds) {
  await build({
    absWorkingDir: root,
    entryPoints: {
      ours: 'bench/evaluation/ours.ts',
      worker: 'src/host/threads/evaluationWorker.ts',
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  const measured = [];
  for (let round = 1; round <= rounds; round++)
    await step(`${count} rows, round ${round} of ${rounds}`, async () => {
      const args = [join(folder, 'ours.mjs'), join(folder, 'worker.mjs'), folder, String(count)];
      const { status, lines } = await runQuietly(process.execPath, args);
      const line = lines.findLast((one) => one.startsWith('{'));
      if (status !== 0 || line === undefined) throw new SetupError(lines.slice(-10).join('\n'));
      measured.push(JSON.parse(line));
    });
  const of = (read) => Number(median(measured.map(read)).toFixed(1));
  const row = (metric, value, unit) => ({ contender: 'ours', metric, value, unit });
  return [
    ...Object.keys(measured[0].found).map((name) =>
      row(
        `${count} rows ${name}`,
        of(({ found }) => found[name]),
        'ms',
      ),
    ),
    row(
      'memory',
      of(({ memory }) => memory),
      'MiB',
    ),
    row(
      'extension host blocked at most',
      of(({ blockedMs }) => blockedMs),
      'ms',
    ),
  ];
}

async function measureGrids(folder, count, rounds) {
  const serve = await servePages(folder);
  await installBrowser();
  const browser = await startBrowser();
  const contenders = [
    {
      contender: 'ours',
      page: 'ours',
      questions: count,
      scroller: '.grid',
      row: '.row:not([aria-busy])',
    },
    {
      contender: 'ours, 2,700 rows',
      page: 'ours',
      questions: small,
      scroller: '.grid',
      row: '.row:not([aria-busy])',
    },
    {
      contender: 'vscode-data-grid, 2,700 rows',
      page: 'toolkit',
      questions: small,
      scroller: '.scroller',
      row: 'vscode-data-grid-row:nth-child(2700)',
    },
    {
      contender: '@vscode-elements, 2,700 rows',
      page: 'elements',
      questions: small,
      scroller: 'vscode-scrollable, .scroller',
      row: 'vscode-table-row:nth-child(2700)',
    },
  ];
  const found = contenders.map(() => []);
  try {
    for (let round = 1; round <= rounds; round++)
      for (const [at, contender] of contenders.entries())
        await step(`Round ${round} of ${rounds}: ${contender.contender}`, async () => {
          found[at].push(await measureGrid(browser, serve.url, contender));
        });
  } finally {
    await browser.close();
    serve.close();
  }
  return contenders.flatMap(({ contender }, at) => {
    const row = (metric, key, unit) => ({
      contender,
      metric,
      value: Number(median(found[at].map((one) => one[key])).toFixed(1)),
      unit,
    });
    return [
      row('grid drawn after', 'drawn', 'ms'),
      row('scrolling, 95th percentile of frames', 'frame', 'ms'),
      row('elements in the page', 'nodes', 'elements'),
    ];
  });
}

async function measureGrid(browser, url, { page: name, questions, scroller, row }) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    // A million rows are invented in the page first, and a machine may be busy.
    await page.goto(`${url}/?page=${name}&questions=${questions}`, { timeout: 120_000 });
    await page.locator(row).first().waitFor({ state: 'attached', timeout: 120_000 });
    // Rows of a million are invented in the page first; only drawing counts.
    const drawn = await page.evaluate(() => performance.now() - (globalThis.invented ?? 0));
    await page.mouse.move(640, 600);
    await page.evaluate(() => {
      globalThis.frames = [];
      let last = performance.now();
      const next = (now) => {
        globalThis.frames.push(now - last);
        last = now;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    const end = Date.now() + 3000;
    while (Date.now() < end) await page.mouse.wheel(0, 400);
    const { frame, nodes } = await page.evaluate((selector) => {
      const frames = globalThis.frames.slice(5).sort((a, b) => a - b);
      const moved = [...document.querySelectorAll(selector)].some(({ scrollTop }) => scrollTop > 0);
      const count = (place) =>
        [...place.querySelectorAll('*')].reduce(
          (sum, one) => sum + 1 + (one.shadowRoot ? count(one.shadowRoot) : 0),
          0,
        );
      return {
        frame: frames[Math.floor(frames.length * 0.95)] ?? 0,
        nodes: count(document),
        moved,
      };
    }, scroller);
    return { drawn, frame, nodes };
  } finally {
    await page.close();
  }
}

/** Each page with its script and one style: a viewport that scrolls. */
async function servePages(folder) {
  const out = join(folder, 'pages');
  const shared = {
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    outdir: out,
    nodePaths: [join(packages, 'node_modules')],
    logLevel: 'error',
  };
  await build({
    ...shared,
    entryPoints: {
      ours: 'webview/evaluation/main.ts',
      host: 'test/unit/webview/evaluation/fakeHost.ts',
      toolkit: 'bench/evaluation/toolkit.ts',
      elements: 'bench/evaluation/elements.ts',
    },
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/') {
      const page = searchParams.get('page');
      const first =
        page === 'ours'
          ? '<script src="/host.js"></script><script>invented = performance.now()</script>'
          : '';
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><html style="height:100%"><head><link rel="stylesheet" href="/${page}.css"><style>body { margin: 0; height: 100% } .scroller { height: 100vh; overflow: auto }</style></head><body>${first}<script src="/${page}.js"></script></body></html>`,
      );
      return;
    }
    readFile(join(out, pathname)).then(
      (content) => {
        response.setHeader(
          'Content-Type',
          pathname.endsWith('.css') ? 'text/css' : 'text/javascript',
        );
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Fetched here, into a folder of its own: nobody but this benchmark needs it. */
async function installElements() {
  if (existsSync(join(packages, 'node_modules'))) return;
  await mkdir(packages, { recursive: true });
  await step('@vscode-elements/elements', async (progress) => {
    const args = ['install', '--prefix', packages, '--ignore-scripts', '@vscode-elements/elements'];
    const { status, lines } = await runQuietly('npm', args, { onLine: progress });
    if (status !== 0) throw new SetupError(lines.slice(-10).join('\n'));
  });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
