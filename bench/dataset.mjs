/**
 * Table to questions, against a straightforward pandas script that writes the same bytes.
 *
 *   npm run bench -- dataset [--out FILE] [--rounds N] [--scale SHARE]
 *
 * Work: 1,000,000 players asked one question each; 100,000 players asked 27. Each contender is a fresh
 * process; contenders take turns, the medians count. Beside the time: for how long our caller, which
 * stands for the editor's extension host, was blocked at most. `--scale 0.01` is for trying out.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from '../scripts/child.mjs';
import { environmentPython } from '../scripts/pythonEnvironment.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { report } from './report.mjs';

const phrasings = join(root, 'data', 'phrasings.json');
const pandas = join(root, '.cache', 'bench-pandas');
/** What is asked, and under which header of the generated table. */
const columns = {
  span: 'Span',
  matches: 'Mat',
  innings: 'Inns',
  runs: 'Runs',
  'highest-score': 'HS',
  average: 'Ave',
  hundreds: '100',
  fifties: '50',
  ducks: '0',
};
const works = [
  { name: '1,000,000 players × 1', players: 1_000_000, statistics: ['runs'], phrasingsPerFact: 1 },
  { name: '100,000 players × 27', players: 100_000, statistics: Object.keys(columns) },
];

const letter = (n) => String.fromCharCode(65 + (n % 26));
const initials = (n) => `${letter(n)}${letter(n >> 5)}`;
const syllables = ['ba', 'ken', 'dor', 'li', 'mas', 'tu', 'ra', 'vin', 'sho', 'pel'];
const surname = (next) => `Q${syllables[next(10)]}${syllables[next(10)]}`;

const row = (contender, metric, value, unit) => ({
  contender,
  metric,
  value: Number(value.toPrecision(4)),
  unit,
});

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      scale: { type: 'string', default: '1' },
    },
  });
  const python = await installPandas();
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-bench-'));
  try {
    const ours = await compileOurs(folder);
    const rows = [];
    for (const work of works) {
      const players = Math.round(work.players * Number(values.scale));
      rows.push(
        ...(await runWork({ ...work, players }, Number(values.rounds), { folder, ours, python })),
      );
    }
    await report('dataset', rows, values.out);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function runWork(work, rounds, { folder, ours, python }) {
  const table = join(folder, 'table.csv');
  await step(`A table of ${work.players} players`, () => writeTable(table, work.players));
  const asked = Object.fromEntries(work.statistics.map((id) => [id, columns[id]]));
  const wordings = await wordingsFor(work, folder);
  const contenders = {
    ours: {
      command: process.execPath,
      args: [
        ours.main,
        ours.worker,
        table,
        wordings,
        JSON.stringify({ statistics: work.statistics, heldPhrasings: 0 }),
      ],
      folder: join(folder, 'table.dataset'),
    },
    ...Object.fromEntries(
      ['itertuples', 'iterrows'].map((way) => [
        `pandas, ${way}`,
        {
          command: python,
          args: [
            join('bench', 'dataset', 'pandas_questions.py'),
            ...['--table', table, '--phrasings', wordings, '--columns', JSON.stringify(asked)],
            ...['--rows', way, '--out', join(folder, way)],
          ],
          folder: join(folder, way),
        },
      ]),
    ),
  };
  const measured = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const hashes = new Set();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      await step(`${work.name}, round ${round} of ${rounds}: ${name}`, async () => {
        measured[name].push(await runContender(contender));
        if (round === 1) hashes.add(await sha256Of(join(contender.folder, 'questions.jsonl')));
        await rm(contender.folder, { recursive: true });
      });
    }
  }
  if (hashes.size !== 1) throw new SetupError('The contenders did not write the same questions.');
  return Object.entries(measured).flatMap(([contender, runs]) => [
    row(contender, `${work.name}: seconds`, median(runs, 'seconds'), 's'),
    row(contender, `${work.name}: processor`, median(runs, 'processor'), 's'),
    row(contender, `${work.name}: peak memory`, median(runs, 'kilobytes') / 1024, 'MiB'),
    ...(contender === 'ours'
      ? [row(contender, `${work.name}: editor blocked at most`, median(runs, 'blocked'), 'ms')]
      : []),
  ]);
}

function median(runs, key) {
  const sorted = runs.map((run) => run[key]).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

async function runContender({ command, args }) {
  const { status, lines } = await runQuietly(command, args, {
    env: { ...process.env, PYTHONPATH: pandas, OMP_NUM_THREADS: String(cpus().length) },
  });
  if (status !== 0) throw new SetupError(lines.slice(-10).join('\n'));
  return JSON.parse(lines.at(-1));
}

/** Only the wordings that are asked, so that both contenders ask the same number. */
async function wordingsFor({ statistics, phrasingsPerFact }, folder) {
  const file = JSON.parse(await readFile(phrasings, 'utf8'));
  for (const id of statistics) {
    const { train } = file.statistics[id];
    file.statistics[id] = { train: train.slice(0, phrasingsPerFact ?? train.length), held: [] };
  }
  const path = join(folder, 'phrasings.json');
  await writeFile(path, JSON.stringify(file));
  return path;
}

async function compileOurs(folder) {
  await build({
    absWorkingDir: root,
    entryPoints: { ours: 'bench/dataset/ours.ts', worker: 'src/host/threads/datasetWorker.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
  return { main: join(folder, 'ours.cjs'), worker: join(folder, 'worker.cjs') };
}

/** pandas is fetched here, into a folder of its own: nobody but this benchmark needs it. */
async function installPandas() {
  const python = existsSync(environmentPython) ? environmentPython : 'python3';
  if (existsSync(join(pandas, 'pandas'))) return python;
  await step('pandas', async (progress) => {
    const args = ['-m', 'pip', 'install', '--target', pandas, 'pandas==2.3.3'];
    const { status, lines } = await runQuietly(python, args, { onLine: progress });
    if (status !== 0) throw new SetupError(lines.slice(-10).join('\n'));
  });
  return python;
}

/** Invented careers that fit their own arithmetic; the same bytes each time. */
async function writeTable(path, players) {
  const file = await open(path, 'w');
  let state = 1;
  const next = (limit) => (state = (state * 48271) % 2147483647) % limit;
  // More hundreds than innings would be left out as a contradiction.
  const atMost = (innings, limit) => Math.min(innings, next(limit));
  try {
    await file.write('Player,Team,Span,Mat,Inns,NO,Runs,HS,Ave,100,50,0\n');
    for (let from = 0; from < players; from += 10_000) {
      let text = '';
      for (let n = from; n < Math.min(players, from + 10_000); n++) {
        const matches = 1 + next(150);
        const innings = matches + next(matches);
        const notOuts = next(Math.ceil(innings / 8));
        const runs = (innings - notOuts) * next(50) + next(30);
        const high = Math.min(runs, next(300));
        const average = (Math.floor((runs * 100) / (innings - notOuts)) / 100).toFixed(2);
        const start = 1877 + next(130);
        text += `${initials(n)} ${surname(next)}${n.toString(36)},Team ${next(12)},${start}-${start + next(20)},${matches},${innings},${notOuts},${runs},${high}${next(9) ? '' : '*'},${average},${atMost(innings, 20)},${atMost(innings, 40)},${atMost(innings, 15)}\n`;
      }
      await file.write(text);
    }
  } finally {
    await file.close();
  }
}

async function sha256Of(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
