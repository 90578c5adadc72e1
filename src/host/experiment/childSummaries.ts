import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildResult } from '../../core/experiment/childResult.ts';
import {
  childSummarySchema,
  type ChildSummary,
  type RecallCurve,
} from '../../core/experiment/childSummary.ts';
import { metricNames, metricOf } from '../../core/experiment/metrics.ts';
import type { RunState } from '../../core/run/runState.ts';
import { makeFolder } from '../files/flush.ts';
import { readCheckedNow } from '../files/readJsonObject.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { eventsFile, requestFile, statusFile } from '../run/runFiles.ts';

const folderName = 'summaries';
const mostCurvePoints = 40;

/** Keeps what the page needs of a run, so that opening it reads one small file instead of four. */
export async function writeSummary(
  experimentFolder: string,
  runFolder: string,
  { run, point, device, ...result }: ChildResult,
  state: RunState,
): Promise<void> {
  const summary: ChildSummary = {
    v: 1,
    run,
    point,
    stamp: stampOf(experimentFolder, runFolder, run),
    values: valuesOf({ run, point, ...result }),
    curve: curveOf(state),
    ...(device !== undefined && { device }),
  };
  await makeFolder(join(experimentFolder, folderName));
  const path = join(experimentFolder, folderName, `${run}.json`);
  await writeAtomically(path, `${JSON.stringify(summary)}\n`);
}

export const valuesOf = (result: ChildResult): ChildSummary['values'] =>
  Object.fromEntries(
    metricNames.flatMap((metric) => {
      const value = metricOf(result, metric);
      return value === undefined ? [] : [[metric, value]];
    }),
  );

export function curveOf({ recalls }: RunState): RecallCurve {
  const { points } = recalls;
  const step = Math.max(1, Math.ceil(points.length / mostCurvePoints));
  return points
    .filter((_, at) => at % step === 0 || at === points.length - 1)
    .map(({ epoch, recalled, questions }) => [epoch, questions === 0 ? 0 : recalled / questions]);
}

/** Size, time and number of everything that a summary follows from. */
function stampOf(experimentFolder: string, runFolder: string, run: string): string {
  const paths = [
    ...[requestFile, statusFile, eventsFile].map((name) => join(runFolder, name)),
    join(experimentFolder, 'results', `${run}.json`),
  ];
  return paths
    .map((path) => {
      const state = lstatSync(path, { throwIfNoEntry: false });
      return state === undefined ? '-' : `${state.size}.${Math.round(state.mtimeMs * 1000)}`;
    })
    .join(' ');
}

/**
 * The summaries of an experiment by the names of their runs' folders, of those that still hold. Blocks: for a
 * thread of its own.
 */
export function readSummaries(
  experimentFolder: string,
  runsFolder: string,
): Map<string, ChildSummary> {
  const summaries = new Map<string, ChildSummary>();
  const folder = join(experimentFolder, folderName);
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.json')) continue;
    const run = name.slice(0, -'.json'.length);
    const summary = readSummary(join(folder, name), folder);
    if (summary?.run !== run) continue;
    if (summary.stamp === stampOf(experimentFolder, join(runsFolder, run), run)) {
      summaries.set(run, summary);
    }
  }
  return summaries;
}

function readSummary(path: string, below: string): ChildSummary | undefined {
  try {
    return readCheckedNow(path, childSummarySchema, { below, most: 1 << 16 })?.value;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    // What a link leads to is not ours.
    return lstatSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  } catch {
    return [];
  }
}
