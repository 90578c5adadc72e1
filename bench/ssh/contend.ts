/** `node contend.cjs RESULTS ROUNDS DELAY HOW`: both contenders against one server on this loopback. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { presets } from '../../src/core/recipe/recipe.ts';
import { resolveTarget } from '../../src/core/target/targetSetting.ts';
import { resolveBase } from '../../src/host/base/resolveBase.ts';
import { generateDataset } from '../../src/host/dataset/generateDataset.ts';
import { createRun } from '../../src/host/run/runFolder.ts';
import { startRun } from '../../src/host/run/startRun.ts';
import { Connections } from '../../src/host/shell/connections.ts';
import { sshTargetOf } from '../../src/host/target/sshTarget.ts';
import { readTargetFile } from '../../src/host/remote/targetFile.ts';
import { watchRun } from '../../src/host/run/watchRun.ts';
import { startSshServer, type SshServer } from '../../test/unit/host/shell/sshServer.ts';

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

interface Timed {
  /** Seconds until the trainer was started there: what differs between the contenders. */
  readonly toStart: number;
  /** Seconds until its first step. */
  readonly toStep: number;
}

/** When, in milliseconds since the epoch, the trainer of a run was given its log. */
const startOf = async (there: string): Promise<number> =>
  (await stat(join(there, 'trainer.log'))).birthtimeMs;

/** As Train does it, from a window that has not been connected yet. */
async function ours(work: Work): Promise<Timed & { readonly sent: number }> {
  const { server, folder } = work;
  const setting = resolveTarget('box', {
    box: { host: server.host, folder: join(folder, 'host'), python },
  });
  if (!setting) throw new Error('a host');
  const run = await makeRun(work, 'box');
  const connections = new Connections({ configFile: server.options.configFile });
  const target = sshTargetOf(setting, { connect: connections.to(setting) });
  const start = Date.now();
  const { uploaded } = await startRun(run, target);
  let toStep = 0;
  await watchRun(
    run,
    ({ step }) => {
      if (step > 0 && toStep === 0) toStep = (Date.now() - start) / 1000;
    },
    { target },
  );
  connections.dispose();
  const there = await readTargetFile(run);
  const toStart = await startOf(join(setting.folder, 'runs', there?.run ?? ''));
  return { toStart: (toStart - start) / 1000, toStep, sent: uploaded?.sent ?? 0 };
}

/** What a person types: copy the run, start it detached, look at its events. */
async function byHand(work: Work): Promise<Timed> {
  const { server, folder } = work;
  const run = await makeRun(work, 'hand');
  const options = ['-F', server.options.configFile, '-q'];
  const there = join(folder, 'by-hand');
  await mkdir(there, { recursive: true });
  const name = run.split('/').at(-1) ?? '';
  const start = Date.now();
  await promisify(execFile)('scp', [...options, '-r', run, `${server.host}:${there}/`]);
  const at = join(there, name);
  const command = `cd ${quote(at)} && (PYTHONPATH=${quote(resolve('trainer'))} setsid ${python} -m cricket_lora ${quote(join(at, 'run.json'))} >trainer.log 2>&1 </dev/null &) ; tail -n +1 -F events.jsonl 2>/dev/null`;
  const child = spawn('ssh', [...options, server.host, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let toStep = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const { type } = JSON.parse(line) as { type: string };
    if (type === 'step' && toStep === 0) toStep = (Date.now() - start) / 1000;
    if (type === 'finished' || type === 'failed') break;
  }
  child.kill();
  return { toStart: ((await startOf(at)) - start) / 1000, toStep };
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
    const found = { ours: [] as Timed[], byHand: [] as Timed[], sent: [] as number[] };
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
      console.log(`round ${round}: ours ${inWords(one)}, by hand ${inWords(other)}`);
      // The first round prepares the host.
      if (round === 0) continue;
      found.ours.push(one);
      found.byHand.push(other);
    }
    const row = (contender: string, metric: string, value: number, unit: string) => ({
      contender,
      metric,
      value: Number(value.toFixed(2)),
      unit,
    });
    const medians = (metric: string, name: keyof Timed) => [
      row('ours', metric, median(found.ours.map((one) => one[name])), 's'),
      row('scp + ssh by hand', metric, median(found.byHand.map((one) => one[name])), 's'),
    ];
    await writeFile(
      results,
      JSON.stringify([
        ...medians('Train to first step', 'toStep'),
        ...medians('Train to the trainer’s start', 'toStart'),
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

const inWords = ({ toStart, toStep }: Timed): string =>
  `started after ${toStart.toFixed(2)} s, first step after ${toStep.toFixed(2)} s`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

void main(process.argv.slice(2));
