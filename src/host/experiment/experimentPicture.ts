import { join } from 'node:path';
import type {
  ExperimentConclusion,
  ExperimentPicture,
  ExperimentRun,
} from '../../core/pages/experimentMessages.ts';
import { conclude, type Effect } from '../../core/experiment/conclusion.ts';
import type { ChildResult } from '../../core/experiment/childResult.ts';
import type { Grid } from '../../core/experiment/experiment.ts';
import {
  formatDifference,
  formatEnds,
  metricOf,
  type MetricName,
} from '../../core/experiment/metrics.ts';
import { metricsOf, reportOf } from '../../core/experiment/report.ts';
import { changesInWords, isClear, methodInWords } from '../../core/experiment/sentences.ts';
import { initialRunState, reduceRun, type RunState } from '../../core/run/runState.ts';
import { followEvents } from '../run/followEvents.ts';
import { eventsFile } from '../run/runFiles.ts';
import { childThatCounts, findChildren, type Child } from './children.ts';
import { readResults, type KnownResults } from './childResults.ts';
import { readQueue } from './controls.ts';
import { openExperiment } from './experimentFolder.ts';

const mostCurvePoints = 40;

/** What an experiment's page shows. Reads every run: for a thread of its own. */
export async function readPicture(
  folder: string,
  known?: KnownResults,
): Promise<ExperimentPicture> {
  const open = await openExperiment(folder);
  const { experiment, grid } = open;
  const results = await readResults(folder, known);
  const children = await findChildren(open);
  const queue = await readQueue(folder);
  const runs: ExperimentRun[] = [];
  const metrics = metricsOf(results);
  for (const { key } of grid.points) {
    const child = childThatCounts(children.get(key));
    if (child !== undefined) runs.push(await runOf(child, key, results.get(key), metrics));
  }
  const { title, about } = reportOf(experiment, { ...grid, dimensions: [] }, results);
  return {
    folder,
    title,
    about,
    grid: {
      dimensions: grid.dimensions.map(({ id, name, levels }) => ({
        id,
        name,
        levels: levels.map(({ label }) => ({ label })),
      })),
      points: grid.points.map(({ key, at, seed, label }) => ({ key, at, seed, label })),
    },
    runs,
    metrics,
    seeds: experiment.seeds.length,
    state: queue?.state ?? 'not run yet',
    problems: queue?.problems ?? [],
  };
}

async function runOf(
  child: Child,
  point: string,
  result: ChildResult | undefined,
  metrics: readonly MetricName[],
): Promise<ExperimentRun> {
  const state = child.ended ?? (await stateSoFar(child.folder));
  const isResult = result?.run === child.id;
  return {
    point,
    id: child.id,
    runFolder: child.folder,
    status: state.status,
    values: isResult
      ? Object.fromEntries(metrics.map((metric) => [metric, metricOf(result, metric)]))
      : {},
    curve: curveOf(state),
  };
}

async function stateSoFar(folder: string): Promise<RunState> {
  const { events } = await followEvents(join(folder, eventsFile))();
  return events.reduce(reduceRun, initialRunState);
}

function curveOf({ recalls }: RunState): ExperimentRun['curve'] {
  const { points } = recalls;
  const step = Math.max(1, Math.ceil(points.length / mostCurvePoints));
  return points
    .filter((_, at) => at % step === 0 || at === points.length - 1)
    .map(({ epoch, recalled, questions }) => [epoch, questions === 0 ? 0 : recalled / questions]);
}

/** Its effects on one metric, in words. */
export async function readConclusion(
  folder: string,
  metric: MetricName,
  known?: KnownResults,
): Promise<ExperimentConclusion> {
  const { grid, experiment } = await openExperiment(folder);
  const { effects, interactions } = conclude(grid, await readResults(folder, known), [metric]);
  const words = (all: readonly Effect[]): ExperimentConclusion['effects'] =>
    all.map((effect) => effectInWords(grid, effect));
  return {
    effects: words(effects),
    interactions: words(interactions),
    method: methodInWords(experiment.seeds.length),
  };
}

const effectInWords = (grid: Grid, effect: Effect): ExperimentConclusion['effects'][number] => ({
  change: changesInWords(grid, effect.changes),
  difference: formatDifference(effect.metric, effect.value),
  interval: effect.interval === undefined ? '' : formatEnds(effect.metric, effect.interval),
  isClear: isClear(effect),
  runs: effect.runs,
  planned: effect.planned,
});
