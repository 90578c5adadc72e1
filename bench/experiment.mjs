/**
 * Opening an experiment of 500 runs that have finished, with their summaries and without, and the frames of
 * its page.
 *
 *   npm run bench -- experiment [--out FILE] [--facts N] [--rounds N]
 *
 * Each round of opening is a fresh process that starts the thread that reads for the page; of the page, three
 * seconds in a headless Chromium, which draws without a graphics card. The medians count.
 */
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from '../scripts/child.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError } from '../scripts/step.mjs';
import { measureFrames } from './experiment/frames.mjs';
import { report } from './report.mjs';

const metrics = {
  open: ['the page has all runs', 's'],
  again: ['and again, after a change', 's'],
  conclusion: ['a conclusion, once the page is there', 's'],
  memory: ['memory more, of the page', 'MiB'],
  withConclusion: ['memory more, with a conclusion', 'MiB'],
};

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      facts: { type: 'string', default: '900' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'experiment-'));
  try {
    // Below the root, by which it finds the thread's bundle.
    const script = join(root, 'out', 'bench', 'experiment.cjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['bench/experiment/ours.ts'],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      mainFields: ['module', 'main'],
      external: ['onnxruntime-node', 'node-llama-cpp'],
      logLevel: 'silent',
    });
    const run = async (...args) => {
      const env = { ...process.env, CRICKET_LORA_STATE: join(folder, 'state') };
      const { status, lines } = await runQuietly(process.execPath, [script, ...args], { env });
      if (status !== 0) throw new SetupError(lines.join('\n'));
      return lines.findLast((line) => line.trim() !== '');
    };
    const experiment = await run('write', join(folder, 'workspace'), values.facts);
    const rows = [];
    for (const [contender, how] of [
      ['ours', 'open'],
      ['without summaries', 'forget'],
    ]) {
      const rounds = [];
      for (let round = 0; round < Number(values.rounds); round++)
        rounds.push(JSON.parse(await run(how, experiment)));
      for (const [name, [metric, unit]] of Object.entries(metrics)) {
        rows.push({ contender, metric, value: median(rounds.map((one) => one[name])), unit });
      }
    }
    rows.push(...(await measureFrames(Number(values.rounds))));
    report('experiment', rows, values.out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)].toPrecision(3));
}
