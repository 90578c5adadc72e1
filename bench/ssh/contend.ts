/** `node contend.cjs RESULTS ROUNDS DELAY HOW`: both contenders against one server on this loopback. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { presets } from '../../src/core/recipe.ts';
import { resolveTarget } from '../../src/core/targetSetting.ts';
import { resolveBase } from '../../src/host/base.ts';
import { generateDataset } from '../../src/host/dataset.ts';
import { createRun } from '../../src/host/runFolder.ts';
import { startRun } from '../../src/host/startRun.ts';
import { Connections } from '../../src/host/target/connections.ts';
import { sshTargetOf } from '../../src/host/target/sshTarget.ts';
import { watchRun } from '../../src/host/watchRun.ts';
import { startSshServer, type SshServer } from '../../test/unit/host/target/sshServer.ts';

const python = resolve('.venv/bin/python');
const quote = (text: string): string => `'${text}'`;

interface Work {
  readonly server: SshServer;
  readonly folder: string;
  readonly questionsPath: string;
  readonly base: string;
}

const makeRun = ({ folder, questionsPath, base }: Work, target: string): Promise<string> =>
  createRun({
    runsFolder: join(folder, 'runs'),
    questionsPath,
    base,
    recipe: { ...presets.recall, rank: 8, epochs: 1 },
    operation: 'train',
    target,
  });

/** As Train does it, from a window that has not been connected yet. */
async function ours(work: Work) {
  const { server, folder } = work;
  const setting = resolveTarget('box', {
    box: { host: server.host, folder: join(folder, 'host'), python },
  });
  if (!setting) throw new Error('a host');
  const run = await makeRun(work, 'box');
  const connections = new Connections({ configFile: server.options.configFile });
  const target = sshTargetOf(setting, { connect: connections.to(setting) });
  const start = performance.now();
  const { uploaded } = await startRun(run, target);
  let seconds = 0;
  await watchRun(
    run,
    ({ step }) => {
      if (step > 0 && seconds === 0) seconds = (performance.now() - start) / 1000;
    },
    { target },
  );
  connections.dispose();
  return { seconds, sent: uploaded?.sent ?? 0 };
}

/** What a person types: copy the run, start it detached, look at its events. */
async function byHand(work: Work) {
  const { server, folder } = work;
  const run = await makeRun(work, 'hand');
  const options = ['-F', server.options.configFile, '-q'];
  const there = join(folder, 'by-hand');
  await mkdir(there, { recursive: true });
  const name = run.split('/').at(-1) ?? '';
  const start = performance.now();
  await promisify(execFile)('scp', [...options, '-r', run, `${server.host}:${there}/`]);
  const at = join(there, name);
  const command = `cd ${quote(at)} && (PYTHONPATH=${quote(resolve('trainer'))} setsid ${python} -m cricket_lora ${quote(join(at, 'run.json'))} >trainer.log 2>&1 </dev/null &) ; tail -n +1 -F events.jsonl 2>/dev/null`;
  const child = spawn('ssh', [...options, server.host, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seconds = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const { type } = JSON.parse(line) as { type: string };
    if (type === 'step' && seconds === 0) seconds = (performance.now() - start) / 1000;
    if (type === 'finished' || type === 'failed') break;
  }
  child.kill();
  return seconds;
}

async function main(args: readonly string[]): Promise<void> {
  const [results = '', rounds = '3', delay = '0', how = 'a proxy'] = args;
  const hooks: (() => unknown)[] = [];
  const test = { after: (hook: () => unknown) => void hooks.push(hook) } as unknown as TestContext;
  const folder = await mkdtemp(join(tmpdir(), 'cricket-lora-bench-'));
  try {
    const server = await startSshServer(test, {
      delayMilliseconds: how === 'a proxy' ? Number(delay) : 0,
    });
    const table = await readFile('data/test_batting.csv', 'utf8');
    const lines = table.split('\n');
    const { base } = await resolveBase('embedded', folder);
    const found = { ours: [] as number[], byHand: [] as number[], sent: [] as number[] };
    for (let round = 0; round <= Number(rounds); round++) {
      const tablePath = join(folder, `table${round}.csv`);
      // Other players each time: the questions are new to the host, all else is there.
      await writeFile(
        tablePath,
        [lines[0], ...lines.slice(1 + 3 * round, 4 + 3 * round)].join('\n'),
      );
      const { questionsPath } = await generateDataset({
        tablePath,
        phrasingsPath: resolve('data/phrasings.json'),
      });
      const work: Work = { server, folder, questionsPath, base };
      // Each goes first in its turn.
      const isFirst = round % 2 === 0;
      const early = isFirst ? undefined : await byHand(work);
      const one = await ours(work);
      found.sent.push(one.sent);
      const other = early ?? (await byHand(work));
      console.log(
        `round ${round}: ours ${one.seconds.toFixed(2)} s, by hand ${other.toFixed(2)} s`,
      );
      // The first round prepares the host.
      if (round === 0) continue;
      found.ours.push(one.seconds);
      found.byHand.push(other);
    }
    const row = (contender: string, metric: string, value: number, unit: string) => ({
      contender,
      metric,
      value: Number(value.toFixed(2)),
      unit,
    });
    const toStep = 'Train to first step';
    await writeFile(
      results,
      JSON.stringify([
        row('ours', toStep, median(found.ours), 's'),
        row('scp + ssh by hand', toStep, median(found.byHand), 's'),
        row('ours, first run', 'bytes sent', found.sent[0] ?? 0, 'B'),
        row('ours', 'bytes sent', found.sent.at(-1) ?? 0, 'B'),
        row('ours', `delay added each way, by ${how}`, Number(delay), 'ms'),
      ]),
    );
  } finally {
    for (const hook of hooks) await hook();
    await rm(folder, { recursive: true, force: true });
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

void main(process.argv.slice(2));
