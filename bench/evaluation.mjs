/**
 * The evaluation view: a million rows behind it, and the grid in a real Chromium.
 *
 *   npm run bench -- evaluation [--out FILE] [--rounds N] [--rows N] [--skip-grid]
 *
 * Work: a run folder of 1,000,000 questions and answers, opened (read, scored, counted), filtered,
 * sorted and searched, in milliseconds until the first hundred rows have arrived; then the page over
 * 1,000,000 rows against the toolkit's `vscode-data-grid` and `@vscode-elements/elements`' table over
 * 2,700, which is what those can hold: milliseconds until rows are drawn, and the 95th percentile of
 * the frames while it is scrolled for three seconds, and from a click on a row to its drawer; the dataset's
 * page and all runs, which are ticked and sorted, too. The pages' hosts are in the page, so messages to an extension host do not count.
 * Medians of the rounds.
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
import { measureGrid } from './evaluation/measureGrid.mjs';
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
    // For packages that require modules of Node.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  const measured = [];
  for (let round = 1; round <= rounds; round++)
    await step(`${count} rows, round ${round} of ${rounds}`, async () => {
      const args = [join(folder, 'ours.mjs'), join(folder, 'worker.mjs'), folder, String(count)];
      const { status, lines } = await runQuietly(process.execPath, args);
      const line = lines.findLast((one) => one.startsWith('{'));
      if (status !== 0 || line === undefined) throw new SetupError(lines.slice(-30).join('\n'));
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
  const grid = { scroller: '.grid', row: '.row:not([aria-busy])' };
  const contenders = [
    { contender: 'ours', page: 'evaluation', query: `questions=${count}`, ...grid },
    { contender: 'ours, 2,700 rows', page: 'evaluation', query: `questions=${small}`, ...grid },
    {
      contender: 'ours, a dataset of 2,700',
      page: 'dataset',
      query: `questions=${small}`,
      ...grid,
    },
    {
      contender: 'ours, 2,700 runs',
      page: 'runs',
      query: `runs=${small}`,
      scroller: 'html',
      row: 'tbody tr',
    },
    {
      contender: 'vscode-data-grid, 2,700 rows',
      page: 'toolkit',
      query: `questions=${small}`,
      scroller: '.scroller',
      row: 'vscode-data-grid-row:nth-child(2700)',
    },
    {
      contender: '@vscode-elements, 2,700 rows',
      page: 'elements',
      query: `questions=${small}`,
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
      row('scrolling, frames', 'rate', 'a second'),
      row('scrolling, main thread for a frame', 'busy', 'ms'),
      row('elements in the page', 'nodes', 'elements'),
      ...['drawer', 'tick', 'sort']
        .filter((key) => found[at].every((one) => one[key] !== undefined))
        .map((key) => row(`${key} drawn after a click, 95th percentile of 40`, key, 'ms')),
    ];
  });
}

/** Each with what answers the page, and one style: a viewport that scrolls. */
async function servePages(folder) {
  const out = join(folder, 'pages');
  const hosts = {
    evaluation: 'evaluation/fakeHost',
    dataset: 'dataset/fakeDatasetHost',
    runs: 'run/fakeRunHost',
  };
  const ours = Object.keys(hosts);
  await build({
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    outdir: out,
    nodePaths: [join(packages, 'node_modules')],
    logLevel: 'error',
    entryPoints: Object.fromEntries([
      ...ours.map((page) => [page, `webview/${page}/main.ts`]),
      ...ours.map((page) => [`${page}-host`, `test/unit/webview/${hosts[page]}.ts`]),
      ['toolkit', 'bench/evaluation/toolkit.ts'],
      ['elements', 'bench/evaluation/elements.ts'],
    ]),
  });
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (pathname === '/') {
      const page = searchParams.get('entry');
      const first = ours.includes(page)
        ? `<script src="/${page}-host.js"></script><script>invented = performance.now()</script>`
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
    if (status !== 0) throw new SetupError(lines.slice(-30).join('\n'));
  });
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
