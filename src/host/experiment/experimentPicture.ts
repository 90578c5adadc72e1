import { basename, join } from 'node:path';
import type { ChildResult } from '../../core/experiment/childResult.ts';
import type { ChildSummary } from '../../core/experiment/childSummary.ts';
import { conclude, type Effect } from '../../core/experiment/conclusion.ts';
import type { Grid } from '../../core/experiment/experiment.ts';
import {
  formatDifference,
  formatEnds,
  metricNames,
  type MetricName,
} from '../../core/experiment/metrics.ts';
import { aboutOf } from '../../core/experiment/report.ts';
import { changesInWords, isClear, methodInWords } from '../../core/experiment/sentences.ts';
import type {
  ExperimentConclusion,
  ExperimentPicture,
  ExperimentRun,
} from '../../core/pages/experimentMessages.ts';
import { initialRunState, reduceRun, type RunState } from '../../core/run/runState.ts';
import { followEvents } from '../run/followEvents.ts';
import { eventsFile } from '../run/runFiles.ts';
import { listRunFolders } from '../run/runFolder.ts';
import { childrenAmong, childThatCounts, type Child } from './children.ts';
import { readResultOf, readResults, type KnownResults } from './childResults.ts';
import { curveOf, readSummaries, valuesOf } from './childSummaries.ts';
import { readQueue } from './controls.ts';
import { openExperiment } from './experimentFolder.ts';

/** What has been read before: only what has changed since is read again. */
export interface KnownExperiments {
  readonly results: KnownResults;
  /** How far runs that go on have been read, by folder. */
  readonly followed: Map<string, FollowedRun>;
}
interface FollowedRun {
  readonly readOn: ReturnType<typeof followEvents>;
  state: RunState;
}

export const nothingKnown = (): KnownExperiments => ({ results: new Map(), followed: new Map() });

/** What an experiment's page shows. Reads every run that has no summary: for a thread of its own. */
export async function readPicture(
  folder: string,
  known = nothingKnown(),
): Promise<ExperimentPicture> {
  const open = await openExperiment(folder);
  const { experiment, grid, runsFolder, name } = open;
  const summaries = readSummaries(folder, runsFolder);
  const folders = (await listRunFolders(runsFolder)).reverse();
  const others = folders.filter((one) => !summaries.has(basename(one)));
  const children = await childrenAmong(others, name);
  const isSummed = new Map([...summaries.values()].map((summary) => [summary.point, summary]));
  const runs: ExperimentRun[] = [];
  const devices: (string | undefined)[] = [];
  for (const { key } of grid.points) {
    const summary = isSummed.get(key);
    const child = childThatCounts(children.get(key));
    if (summary !== undefined && child?.ended?.status !== 'finished') {
      runs.push(runOf(summary, join(runsFolder, summary.run)));
      devices.push(summary.device);
    } else if (child !== undefined) {
      const result = await readResultOf(folder, child, known.results);
      runs.push(await readRun(child, key, result, known));
      devices.push(result?.device);
    }
  }
  const queue = await readQueue(folder);
  const found = {
    runs: runs.filter(hasValues).length,
    devices: devices.filter((one) => one !== undefined),
  };
  return {
    folder,
    title: experiment.name,
    about: aboutOf(experiment, grid, found),
    grid: {
      dimensions: grid.dimensions.map(({ id, name: dimension, levels }) => ({
        id,
        name: dimension,
        levels: levels.map(({ label }) => ({ label })),
      })),
      points: grid.points.map(({ key, at, seed, label }) => ({ key, at, seed, label })),
    },
    runs,
    metrics: metricNames.filter((metric) =>
      runs.some(({ values }) => values[metric] !== undefined),
    ),
    seeds: experiment.seeds.length,
    state: queue?.state ?? 'not run yet',
    problems: queue?.problems ?? [],
  };
}

const hasValues = ({ values }: ExperimentRun): boolean => Object.keys(values).length > 0;

const runOf = ({ point, run, values, curve }: ChildSummary, runFolder: string): ExperimentRun => ({
  ...{ point, id: run, runFolder, status: 'finished', values, curve },
});

async function readRun(
  child: Child,
  point: string,
  result: ChildResult | undefined,
  known: KnownExperiments,
): Promise<ExperimentRun> {
  const state = child.ended ?? (await stateSoFar(child.folder, known));
  return {
    point,
    id: child.id,
    runFolder: child.folder,
    status: state.status,
    values: result === undefined ? {} : valuesOf(result),
    curve: curveOf(state),
  };
}

async function stateSoFar(folder: string, { followed }: KnownExperiments): Promise<RunState> {
  const readOn = followed.get(folder)?.readOn ?? followEvents(join(folder, eventsFile));
  const { events, restarted } = await readOn();
  const before = restarted ? undefined : followed.get(folder)?.state;
  const state = events.reduce(reduceRun, before ?? initialRunState);
  followed.set(folder, { readOn, state });
  return state;
}

/** Its effects on one metric, in words. */
export async function readConclusion(
  folder: string,
  metric: MetricName,
  known = nothingKnown(),
): Promise<ExperimentConclusion> {
  const { grid, experiment } = await openExperiment(folder);
  const { effects, interactions } = conclude(grid, await readResults(folder, known.results), [
    metric,
  ]);
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
