/**
 * Opening a workspace that holds many runs: the view Tables and Runs with a stand-in for VS Code.
 *
 *   npm run bench -- runs [--out FILE] [--runs N] [--rounds N]
 *
 * Work: 10,000 finished runs of 60 events, each with its totals. Each round is a fresh process; the medians count.
 */
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from '../scripts/child.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError } from '../scripts/step.mjs';
import { report } from './report.mjs';

const metrics = {
  newest: ['the newest 200 rows say how their runs ended', 's'],
  rows: ['every run has a row', 's'],
  rowsProcessor: ['the same in processor time', 's'],
  opens: ['files opened until then', 'files'],
  read: ['every row says how its run ended, all unfolded at once', 's'],
  readProcessor: ['all of it in processor time', 's'],
  opensAll: ['files opened for all of it', 'files'],
  mostOpen: ['files open at once', 'files'],
  blocked: ['the extension host is blocked at most', 's'],
};

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      runs: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const count = Number(values.runs);
  const folder = mkdtempSync(join(tmpdir(), 'runs-'));
  try {
    const script = join(folder, 'ours.cjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['bench/runs/ours.ts', 'bench/runs/worker.ts'],
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      alias: { vscode: join(root, 'bench/runs/vscode.ts') },
      logLevel: 'silent',
    });
    const workspace = join(folder, 'workspace');
    writeRuns(join(workspace, '.cricket-lora', 'runs'), count);
    const env = { ...process.env, CRICKET_LORA_STATE: join(folder, 'state') };
    const found = [];
    for (let round = 0; round <= Number(values.rounds); round++) {
      // The first round records that the runs are this machine's, and warms the disk's cache.
      const args = [script, workspace, round === 0 ? 'own' : ''];
      const { status, lines } = await runQuietly(process.execPath, args, { env });
      if (status !== 0) throw new SetupError(lines.slice(-20).join('\n'));
      const result = JSON.parse(lines.at(-1));
      const { runs, over, broken, problems } = result;
      if (runs !== count || over !== count || broken + problems > 0) {
        throw new SetupError(`${over} of ${count} runs were read: ${lines.at(-1)}`);
      }
      if (round > 0) found.push(result);
    }
    report(
      'runs',
      Object.entries(metrics).map(([key, [metric, unit]]) => ({
        contender: 'ours',
        metric: `${count} runs: ${metric}`,
        value: median(found.map((one) => one[key])),
        unit,
      })),
      values.out,
    );
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)].toPrecision(3));
}

function writeRuns(folder, count) {
  const request = JSON.parse(readFileSync(join(root, 'test/fixtures/run.json'), 'utf8'));
  const samples = readFileSync(join(root, 'test/fixtures/events.jsonl'), 'utf8').trim().split('\n');
  const events = samples.map((line) => JSON.parse(line)).filter(({ type }) => type !== 'failed');
  const step = events.find(({ type }) => type === 'step');
  const end = events.findIndex(({ type }) => type === 'finished');
  events.splice(end, 0, ...Array.from({ length: 60 - events.length }, () => step));
  const text = events.map((event, seq) => `${JSON.stringify({ ...event, seq })}\n`).join('');
  const tally = { questions: 2700, exact: 2700, format: 2700 };
  const totals = JSON.stringify({ v: 1, totals: { train: tally, phrasing: tally, fact: tally } });
  const status = { v: 1, state: 'finished', pid: 4242, processStart: '1', exit: 0 };
  for (let at = 0; at < count; at++) {
    const id = `20261123-${String(at).padStart(6, '0')}-recall`;
    const run = join(folder, id);
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'run.json'), JSON.stringify({ ...request, id, target: 'local' }));
    writeFileSync(join(run, 'status.json'), JSON.stringify(status));
    writeFileSync(join(run, 'process.json'), JSON.stringify({ ...status, v: 1 }));
    writeFileSync(join(run, 'events.jsonl'), text);
    writeFileSync(join(run, 'evaluation.json'), totals);
  }
}
