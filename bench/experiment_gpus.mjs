/**
 * Eight runs of an experiment on one GPU of this machine against two, and one run that two GPUs train together, all
 * by the terminal's own commands.
 *
 *   node bench/experiment_gpus.mjs [--base FOLDER] [--python FILE] [--players N] [--epochs N] [--cpu] [--out FILE]
 *
 * Needs `dist` and Python with the trainer's packages, and nothing from node_modules. --cpu tries it out on
 * processors: the runs of an experiment then follow each other, and two processes train together by gloo.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { makeWorkspace, recipeOf } from './experiment/comparedRuns.mjs';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    base: { type: 'string', default: 'embedded' },
    python: { type: 'string', default: 'python3' },
    players: { type: 'string', default: '100' },
    epochs: { type: 'string', default: '8' },
    cpu: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'experiment-gpus-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of the terminal in a workspace, and returns the seconds it took. */
function cli(workspace, args, gpus) {
  const started = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli.cjs'), ...args, '--python', values.python],
    {
      cwd: workspace,
      stdio: ['ignore', 2, 2],
      env: {
        ...process.env,
        CRICKET_LORA_STATE: join(folder, 'state'),
        ...(!values.cpu && { CUDA_VISIBLE_DEVICES: gpus }),
      },
    },
  );
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return (performance.now() - started) / 1000;
}

const recipe = recipeOf(Number(values.epochs));
const workspaceOf = (name) => makeWorkspace(join(folder, name), Number(values.players));

function secondsOfExperiment(name, gpus) {
  const workspace = workspaceOf(name);
  const experiment = join(workspace, '.cricket-lora', 'experiments', 'eight');
  mkdirSync(experiment, { recursive: true });
  const content = {
    ...{ v: 1, name: 'Eight', table: 'table.csv', base: values.base },
    ...{ recipe: { ...recipe, rank: [8, 64] }, dataset: { unknown: 0 }, seeds: [1, 2, 3, 4] },
  };
  writeFileSync(join(experiment, 'experiment.json'), JSON.stringify(content));
  return cli(workspace, ['experiment', experiment], gpus);
}

/** Of the run alone: seconds of training, as it told them. */
function secondsTogether(name, gpus, gpusPerRun) {
  const workspace = workspaceOf(name);
  writeFileSync(join(workspace, 'targets.json'), JSON.stringify({ local: { gpusPerRun } }));
  cli(workspace, ['questions', 'table.csv', '--unknown', '0'], gpus);
  const questions = join('table.dataset', 'questions.jsonl');
  const set = Object.entries(recipe).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const how = ['--base', values.base, '--targets', 'targets.json', ...set];
  cli(workspace, ['train', questions, ...how], gpus);
  const runs = join(workspace, '.cricket-lora', 'runs');
  const [run] = readdirSync(runs);
  if (values.out) {
    const kept = `${values.out}.${gpusPerRun}.events.jsonl`;
    cpSync(join(runs, run, 'events.jsonl'), kept);
  }
  const events = readFileSync(join(runs, run, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return JSON.parse(events.at(-1)).trainingSeconds;
}

const rows = [];
function add(contender, metric, value, unit) {
  rows.push({ contender, metric, value, unit });
  console.log(`${contender}: ${metric} ${value.toFixed(2)} ${unit}`);
  if (values.out) {
    const said = {
      name: 'experiment_gpus',
      date: new Date().toISOString(),
      base: values.base,
      rows,
    };
    writeFileSync(values.out, `${JSON.stringify(said, null, 2)}\n`);
  }
  return value;
}

const one = add('one GPU', 'eight runs', secondsOfExperiment('one', '0'), 's');
const two = add('two GPUs', 'eight runs', secondsOfExperiment('two', '0,1'), 's');
add('two GPUs', 'of one GPU’s time', two / one, 'x');
const alone = add('one GPU', 'training of one run', secondsTogether('alone', '0', 1), 's');
const both = add(
  'two GPUs together',
  'training of one run',
  secondsTogether('both', '0,1', 2),
  's',
);
add('two GPUs together', 'of one GPU’s time', both / alone, 'x');
