/**
 * From Train to the first training step on a prepared host, against scp and ssh by hand.
 *
 *   npm run bench -- ssh [--out FILE] [--rounds N] [--delay MS]
 *
 * Over loopback with added delay each way: tc netem in a network namespace of its own, which takes root and
 * a kernel with netem; elsewhere a proxy that holds every byte back as long.
 * Both start the same run of the same trainer (embedded base, a few players); they take turns, the medians
 * count. The host is prepared: environment, trainer and base are there, and the questions are new.
 */
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from '../scripts/child.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { report } from './report.mjs';

await main(async () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      delay: { type: 'string', default: '50' },
    },
  });
  await mkdir(join(root, 'out'), { recursive: true });
  const folder = await mkdtemp(join(root, 'out', 'bench-ssh-'));
  const namespace = `cricket-lora-${process.pid}`;
  try {
    const program = join(folder, 'contend.cjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['bench/ssh/contend.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      packages: 'external',
      logLevel: 'error',
    });
    const isNetem = openNamespace(namespace, values.delay);
    const how = isNetem ? 'tc netem' : 'a proxy';
    const results = join(folder, 'results.json');
    await step(
      `${values.rounds} rounds, ${values.delay} ms of delay each way by ${how}`,
      async (progress) => {
        const [command, ...args] = [
          ...(isNetem ? ['ip', 'netns', 'exec', namespace] : []),
          ...[process.execPath, program, results, values.rounds, values.delay, how],
        ];
        const { status, lines } = await runQuietly(command, args, { onLine: progress });
        if (status !== 0) throw new SetupError(lines.slice(-20).join('\n'));
      },
    );
    report('ssh', JSON.parse(await readFile(results, 'utf8')), values.out);
  } finally {
    await rm(folder, { recursive: true, force: true });
    closeNamespace(namespace);
  }
});

/** @returns {boolean} whether there is such a network now */
function openNamespace(name, delay) {
  const ip = (...args) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    ip('netns', 'add', name);
    ip('netns', 'exec', name, 'ip', 'link', 'set', 'lo', 'up');
    ip(...`netns exec ${name} tc qdisc add dev lo root netem delay ${delay}ms`.split(' '));
    return true;
  } catch {
    return false;
  }
}

function closeNamespace(name) {
  try {
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  } catch {
    // It was never made.
  }
}
