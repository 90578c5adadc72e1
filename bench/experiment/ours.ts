/** Writes an experiment of many runs that have finished, and says how long its page waits for it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStatus } from '../../src/core/run/runRequest.ts';
import { presets } from '../../src/core/recipe/recipe.ts';
import { initialRunState } from '../../src/core/run/runState.ts';
import { readResults } from '../../src/host/experiment/childResults.ts';
import { writeSummary } from '../../src/host/experiment/childSummaries.ts';
import { createExperiment, openExperiment } from '../../src/host/experiment/experimentFolder.ts';
import { ExperimentThread } from '../../src/host/experiment/experimentThread.ts';

const time = '2026-11-23T03:00:00.000Z';
const [, , what, place = '', facts = '900'] = process.argv;

async function write(workspace: string): Promise<void> {
  await mkdir(workspace, { recursive: true });
  await writeFile(join(workspace, 'table.csv'), 'Player,Mat,Runs\nA,1,2\n');
  const path = await createExperiment(workspace, {
    ...{ v: 1, name: 'Bench', table: 'table.csv', seeds: [1, 2, 3, 4, 5], limits: { runs: 500 } },
    recipe: { rank: [1, 2, 4, 8, 16], epochs: [1, 2, 3, 4, 5], batchSize: [1, 2, 3, 4] },
  });
  const { folder, name, runsFolder, grid } = await openExperiment(path);
  const ids = Array.from({ length: Number(facts) }, (_, at) => `player-${at % 100}/fact-${at}`);
  const recalls = Array.from({ length: 60 }, (_, at) => ({
    ...{ v: 1, seq: at, time, type: 'recall', step: at, epoch: at, recalled: at, questions: 60 },
  }));
  const end = {
    v: 1,
    seq: 60,
    time,
    type: 'finished',
    reason: 'cap',
    trainingSeconds: 9,
    seconds: 9,
  };
  const events = [...recalls, end].map((event) => `${JSON.stringify(event)}\n`).join('');
  const status: RunStatus = { v: 1, state: 'finished', pid: 12345, processStart: '1', exit: 0 };
  await mkdir(join(folder, 'results'));
  for (const [at, { key, overrides }] of grid.points.entries()) {
    const id = `20261123-030000-recall-${at + 1}`;
    const run = join(runsFolder, id);
    await mkdir(run, { recursive: true });
    const request = {
      ...{ v: 1, id, created: time, operation: 'train', base: 'embedded', target: 'local' },
      questions: { path: 'questions.jsonl', sha256: '0'.repeat(64), source: '/t/questions.jsonl' },
      recipe: { ...presets.recall, ...overrides },
      ...{ experiment: { name, point: key }, versions: {} },
    };
    await writeFile(join(run, 'run.json'), JSON.stringify(request));
    await writeFile(join(run, 'events.jsonl'), events);
    await writeFile(join(run, 'status.json'), JSON.stringify(status));
    const tallies = { questions: ids.map(() => 3), exact: ids.map((_, fact) => (fact + at) % 4) };
    const result = {
      v: 1,
      run: id,
      point: key,
      facts: ids,
      tallies: { train: tallies, phrasing: tallies },
    };
    await writeFile(join(folder, 'results', `${id}.json`), JSON.stringify(result));
  }
  const points = recalls.map(({ epoch, recalled, questions }) => ({ epoch, recalled, questions }));
  const state = { ...initialRunState, recalls: { ...initialRunState.recalls, points } };
  for (const result of (await readResults(folder)).values()) {
    await writeSummary(
      folder,
      join(runsFolder, result.run),
      result,
      state as typeof initialRunState,
    );
  }
  console.log(folder);
}

async function open(folder: string): Promise<void> {
  const before = process.memoryUsage().rss;
  const thread = new ExperimentThread();
  const started = performance.now();
  const picture = await thread.picture(folder);
  const pictured = performance.now();
  const again = await thread.picture(folder);
  const seen = performance.now();
  const memory = process.memoryUsage().rss - before;
  await thread.conclusion(folder, 'held-out');
  const concluded = performance.now();
  const withConclusion = process.memoryUsage().rss - before;
  thread.dispose();
  if (picture.runs.length !== 500 || again.runs.length !== 500) throw new Error('runs are missing');
  console.log(
    JSON.stringify({
      open: (pictured - started) / 1000,
      again: (seen - pictured) / 1000,
      conclusion: (concluded - seen) / 1000,
      memory: memory / 2 ** 20,
      withConclusion: withConclusion / 2 ** 20,
    }),
  );
}

async function main(): Promise<void> {
  if (what === 'write') return write(place);
  if (what === 'forget') await rm(join(place, 'summaries'), { recursive: true, force: true });
  return open(place);
}

void main();
