/**
 * Train in a real VS Code: a window is opened on a table, and all that follows are keys in its command palette.
 *
 *   npm run bench -- train_window [--base FOLDER] [--python FILE] [--players N] [--epochs N] [--gpus N] [--alone]
 *                                 [--cpu] [--minutes N] [--out FILE] [--screenshots FOLDER]
 *
 * Several GPUs (two) train the run together, as "local" in the user's `cricketLora.targets` says; --alone compares
 * with one. --cpu tries it out on processors: as many processes then train together by gloo.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowserWindows } from '../scripts/browserWindows.mjs';
import { makeProfile } from '../scripts/profile.mjs';
import { root } from '../scripts/root.mjs';
import { main, SetupError, step } from '../scripts/step.mjs';
import { makeWorkspace, recipeOf } from './experiment/comparedRuns.mjs';
import { machineName } from './report.mjs';
import { isOver, trainInWindow } from './train_window/trainInWindow.mjs';

await main(async () => {
  const { values } = parseArgs({
    options: {
      base: { type: 'string', default: 'embedded' },
      python: { type: 'string', default: 'python3' },
      players: { type: 'string', default: '100' },
      epochs: { type: 'string', default: '8' },
      gpus: { type: 'string', default: '2' },
      alone: { type: 'boolean', default: false },
      cpu: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '10' },
      out: { type: 'string' },
      screenshots: { type: 'string' },
    },
  });
  if (values.out) mkdirSync(dirname(resolve(values.out)), { recursive: true });
  const pictures = values.screenshots && resolve(values.screenshots);
  if (pictures) mkdirSync(pictures, { recursive: true });
  const result = {
    name: 'train_window',
    machine: machineName(),
    date: new Date().toISOString(),
    base: values.base,
    device: values.cpu ? 'cpu' : 'gpu',
    players: Number(values.players),
    epochs: Number(values.epochs),
    rows: [],
    windows: [],
  };
  // As they come: a machine may be taken away meanwhile.
  const write = () =>
    values.out && writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  process.once('SIGTERM', () => {
    write();
    process.exit(143);
  });
  const counts = [Number(values.gpus), ...(values.alone ? [1] : [])];
  for (const gpusPerRun of counts) {
    const seen = { gpusPerRun };
    result.windows.push(seen);
    await step(`a window whose runs have ${gpusPerRun}`, (progress) =>
      oneWindow({ values, seen, pictures, progress }),
    );
    result.rows.push(...rowsOf(seen));
    write();
  }
  console.log(JSON.stringify(result.windows, null, 2));
  console.table(result.rows);
  const wrong = result.windows.filter(({ problem }) => problem !== undefined);
  if (wrong.length > 0) throw new SetupError(wrong.map(({ problem }) => problem).join('\n'));
  return 0;
});

function rowsOf({ gpusPerRun, ...seen }) {
  const contender = gpusPerRun === 1 ? 'one alone' : `${gpusPerRun} together`;
  const metrics = [
    ['training of one run', seen.trainingSeconds],
    ['from Train to the run’s end', seen.secondsUntilEnd],
    ['from Train to the evaluation on the screen', seen.secondsUntilEvaluation],
  ];
  return metrics
    .filter(([, value]) => value !== undefined)
    .map(([metric, value]) => ({ contender, metric, value, unit: 's' }));
}

/** Never throws: what went wrong stands in `problem`, beside what had been seen by then. */
async function oneWindow({ values, seen, pictures, progress }) {
  const { gpusPerRun } = seen;
  const folder = mkdtempSync(join(tmpdir(), 'train-window-'));
  const workspace = makeWorkspace(join(folder, 'workspace'), Number(values.players));
  const log = [];
  let windows, opened;
  try {
    windows = await startBrowserWindows({
      profile: makeProfile(folder, settingsOf(values, gpusPerRun)),
      extensions: [root],
      trust: false,
      env: {
        CRICKET_LORA_STATE: join(folder, 'state'),
        ...(values.cpu && { CUDA_VISIBLE_DEVICES: '' }),
      },
    });
    opened = await windows.openWindow({
      folder: workspace,
      testsEnded: new Promise(() => undefined),
      onLog: (line) => log.push(line),
    });
    const page = await opened.page;
    const picture = (name) =>
      pictures && page.screenshot({ path: join(pictures, `${gpusPerRun}-${name}.png`) });
    try {
      await trainInWindow(page, {
        ...{ workspace, seen, picture, progress },
        deadline: Date.now() + Number(values.minutes) * 60_000,
      });
    } catch (error) {
      await picture('problem');
      throw error;
    }
  } catch (error) {
    seen.problem = [error.message, ...log.slice(-10), ...(windows?.log.slice(-10) ?? [])].join(
      '\n',
    );
  } finally {
    await opened?.close();
    await windows?.stop();
    const runs = join(workspace, '.cricket-lora', 'runs');
    for (const run of existsSync(runs) ? readdirSync(runs) : []) {
      endRun(join(runs, run));
      if (values.out) keep(join(runs, run), `${values.out}.${gpusPerRun}`);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function settingsOf({ base, python, epochs }, gpusPerRun) {
  const recipe = Object.entries(recipeOf(Number(epochs)));
  return {
    'cricketLora.base': base === 'embedded' ? base : resolve(base),
    'cricketLora.python': python,
    'cricketLora.targets': { local: { gpusPerRun } },
    'cricketLora.dataset.unknown': 0,
    ...Object.fromEntries(recipe.map(([key, value]) => [`cricketLora.recipe.${key}`, value])),
  };
}

/** A run outlives its window: what a failure left behind is ended. */
function endRun(run) {
  const path = join(run, 'process.json');
  if (!existsSync(path) || isOver(run)) return;
  try {
    process.kill(-JSON.parse(readFileSync(path, 'utf8')).pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function keep(run, beside) {
  for (const name of ['run.json', 'events.jsonl', 'trainer.log']) {
    if (existsSync(join(run, name))) copyFileSync(join(run, name), `${beside}.${name}`);
  }
}
