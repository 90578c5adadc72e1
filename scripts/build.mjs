/**
 * Bundles the extension, the CLI and the webview pages into dist/, where it puts translated schemas as
 * well, and with --tests the tests into out/. `node scripts/build.mjs [--tests] [--watch]`
 */
import { build, context } from 'esbuild';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeNotices } from './notices.mjs';
import { root } from './root.mjs';
import { writeSchemas } from './schemas.mjs';

/** Webview pages, each built to its own script and style sheet. */
const pages = ['evaluation', 'dataset', 'preview', 'run', 'runs', 'ask', 'experiment'];

const shared = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  metafile: true,
  logLevel: 'silent',
};
/** What is shipped is smaller by a third; names stay, for stacks in the log. */
const compact = { minifyWhitespace: true, minifySyntax: true, legalComments: 'none' };
const inNode = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // The usual form of jsonc-parser requires what no bundler sees.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
};

/** The bundles; missing entry points are skipped. */
function bundles({ tests }) {
  const wanted = [
    {
      ...inNode,
      ...compact,
      entryPoints: [
        'src/extension.ts',
        'src/cli/cli.ts',
        'src/host/threads/evaluationWorker.ts',
        'src/host/onnx/onnxWorker.ts',
        'src/host/threads/datasetWorker.ts',
        'src/host/threads/datasetTableWorker.ts',
        'src/host/threads/promptWorker.ts',
        'src/host/threads/runsWorker.ts',
        'src/host/experiment/queueProcess.ts',
        'src/host/experiment/experimentWorker.ts',
      ],
      entryNames: '[name]',
      outdir: 'dist',
      external: ['vscode', 'onnxruntime-node', 'node-llama-cpp'],
    },
    {
      ...shared,
      ...compact,
      minifyIdentifiers: true,
      entryPoints: pages.map((page) => ({ in: `webview/${page}/main.ts`, out: page })),
      outdir: 'dist/webview',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ];
  if (tests) {
    const shape = {
      ...inNode,
      outdir: 'out/test',
      outbase: 'test',
      packages: 'external',
    };
    wanted.push(
      {
        ...shape,
        entryPoints: [...testFiles('test/unit'), ...testFiles('test/attacks')],
        alias: { vscode: join(root, 'test/unit/vscode.ts') },
      },
      {
        ...shape,
        entryPoints: ['test/vscode/index.ts', ...testFiles('test/vscode')],
      },
    );
  }
  return wanted
    .map((options) => ({
      ...options,
      entryPoints: options.entryPoints.filter((entry) => existsSync(join(root, entry.in ?? entry))),
    }))
    .filter(({ entryPoints }) => entryPoints.length > 0);
}

function testFiles(folder) {
  const absolute = join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** `file:line:column: error: text`, the format of the problem matcher in tasks.json. */
function describe({ text, location }, severity) {
  const where = location ? `${location.file}:${location.line}:${location.column + 1}: ` : '';
  return `${where}${severity}: ${text}`;
}

function print({ errors, warnings }) {
  for (const warning of warnings) console.error(describe(warning, 'warning'));
  for (const error of errors) console.error(describe(error, 'error'));
}

/**
 * Prints the start and end of each build, so that VS Code's task knows when to start the extension.
 */
const announce = {
  name: 'announce',
  setup({ onStart, onEnd }) {
    onStart(() => console.log('[watch] build started'));
    onEnd((result) => {
      print(result);
      console.log('[watch] build finished');
    });
  },
};

/** @returns {Promise<boolean>} whether all bundles compiled */
export async function buildAll({ tests = false } = {}) {
  const results = await Promise.all(
    bundles({ tests }).map((options) =>
      build(options).catch((failure) => {
        if (!failure.errors) throw failure;
        return failure;
      }),
    ),
  );
  for (const result of results) print(result);
  const ok = results.every(({ errors }) => errors.length === 0);
  if (ok) {
    writeSchemas();
    const shipped = results.filter(({ metafile }) =>
      Object.keys(metafile.outputs).some((path) => path.startsWith('dist/')),
    );
    writeNotices([
      ...shipped.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
      // Not in the bundles, but in the VSIX.
      ...['onnxruntime-node', 'onnxruntime-common'].map((name) => `node_modules/${name}/`),
    ]);
  }
  if (ok && tests) {
    removeStaleTests(results);
    writeTestManifest();
  }
  return ok;
}

/** Deletes the bundles of deleted tests. */
function removeStaleTests(results) {
  const made = new Set(results.flatMap(({ metafile }) => Object.keys(metafile?.outputs ?? {})));
  for (const name of readdirSync(join(root, 'out/test'), { recursive: true })) {
    const path = join('out/test', name);
    if (/\.cjs(\.map)?$/.test(name) && !made.has(path)) rmSync(join(root, path));
  }
}

/** The tests in VS Code are an extension: in an ordinary window, one runs them as it starts. */
function writeTestManifest() {
  const manifest = {
    name: 'tests',
    publisher: 'cricket-lora',
    version: '1.0.0',
    engines: { vscode: '^1.110.0' },
    main: './index.cjs',
    activationEvents: ['onStartupFinished'],
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  writeFileSync(join(root, 'out/test/vscode/package.json'), JSON.stringify(manifest));
}

async function watchAll({ tests }) {
  writeSchemas();
  for (const options of bundles({ tests })) {
    await (await context({ ...options, plugins: [announce] })).watch();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const unknown = process.argv.slice(2).find((word) => !['--tests', '--watch'].includes(word));
  if (unknown) {
    console.error(`Unknown option ${unknown}. Known: --tests, --watch.`);
    process.exitCode = 2;
  } else {
    const tests = process.argv.includes('--tests');
    if (process.argv.includes('--watch')) await watchAll({ tests });
    else {
      const start = Date.now();
      const ok = await buildAll({ tests });
      const seconds = ((Date.now() - start) / 1000).toFixed(2);
      console.log(ok ? `Built in ${seconds} s.` : 'Build failed.');
      process.exitCode = ok ? 0 : 1;
    }
  }
}
