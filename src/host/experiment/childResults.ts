import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  childResultSchema,
  comparedSplits,
  type ChildResult,
  type ComparedSplit,
} from '../../core/experiment/childResult.ts';
import { keptShare } from '../../core/run/sideEffects.ts';
import type { RunState } from '../../core/run/runState.ts';
import { evaluateRun } from '../evaluation/evaluateRun.ts';
import { eachOf } from '../files/eachOf.ts';
import { makeFolder } from '../files/flush.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import type { Child } from './children.ts';
import { writeSummary } from './childSummaries.ts';

const folderName = 'results';
/** A result has some 30 bytes a fact. */
const mostBytes = 64 << 20;

/** Scores a run that has finished, and keeps what the experiment needs of it, in full and in short. */
export async function writeResult(
  experimentFolder: string,
  { folder, id, request }: Pick<Child, 'folder' | 'id' | 'request'>,
  state: RunState,
): Promise<ChildResult> {
  const { rows } = await evaluateRun(folder);
  const places = new Map<string, number>();
  const bySplit = new Map<ComparedSplit, { questions: number[]; exact: number[] }>();
  for (const { question, verdict } of rows) {
    const place = places.get(question.fact) ?? places.size;
    places.set(question.fact, place);
    const split = comparedSplits.find((one) => one === question.split);
    if (split === undefined) continue;
    let tallies = bySplit.get(split);
    if (tallies === undefined) bySplit.set(split, (tallies = { questions: [], exact: [] }));
    tallies.questions[place] = (tallies.questions[place] ?? 0) + 1;
    tallies.exact[place] = (tallies.exact[place] ?? 0) + Number(verdict === 'exact');
  }
  const whole = (counts: readonly number[]): number[] =>
    Array.from({ length: places.size }, (_, at) => counts[at] ?? 0);
  const kept = state.sideEffects && keptShare(state.sideEffects);
  const result: ChildResult = {
    v: 1,
    run: id,
    point: request.experiment?.point ?? '',
    facts: [...places.keys()],
    tallies: Object.fromEntries(
      Array.from(bySplit, ([split, { questions, exact }]) => [
        split,
        { questions: whole(questions), exact: whole(exact) },
      ]),
    ),
    ...(kept !== undefined && { kept }),
    ...(state.finish && { seconds: state.finish.trainingSeconds }),
    epochs: state.epoch,
    ...(state.memoryBytes !== undefined && { memoryBytes: state.memoryBytes }),
    ...(state.started && { device: state.started.device.name }),
  };
  await makeFolder(join(experimentFolder, folderName));
  await writeAtomically(resultPath(experimentFolder, id), `${JSON.stringify(result)}\n`);
  await writeSummary(experimentFolder, folder, result, state);
  return result;
}

const resultPath = (folder: string, id: string): string => join(folder, folderName, `${id}.json`);

/** How many runs have a result. */
export async function countResults(folder: string): Promise<number> {
  const names = await readdir(join(folder, folderName)).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).length;
}

/** Results that have been read before, by path; read again once their file has changed. */
export type KnownResults = Map<string, { readonly stamp: string; readonly result: ChildResult }>;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The results of an experiment by the key of their point. What cannot be read is left out, as is what bears
 * another run's name, such as a copy.
 */
export async function readResults(
  folder: string,
  known: KnownResults = new Map(),
): Promise<Map<string, ChildResult>> {
  const names = await readdir(join(folder, folderName)).catch(() => []);
  const ids = names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
  const read = new Map<string, ChildResult>();
  await eachOf(ids, 16, async (id) => {
    const result = await readResultOf(folder, { id }, known);
    if (result !== undefined) read.set(id, result);
  });
  // Not by which was read first: of two for a point the newer run's counts, as in `childThatCounts`.
  const results = new Map<string, ChildResult>();
  for (const id of ids.sort(collator.compare)) {
    const result = read.get(id);
    if (result !== undefined) results.set(result.point, result);
  }
  return results;
}

/** The result of one run; undefined where it cannot be read. */
export async function readResultOf(
  folder: string,
  { id }: Pick<Child, 'id'>,
  known: KnownResults,
): Promise<ChildResult | undefined> {
  const result = await readResult(folder, resultPath(folder, id), known);
  return result?.run === id ? result : undefined;
}

async function readResult(
  folder: string,
  path: string,
  known: KnownResults,
): Promise<ChildResult | undefined> {
  const state = await lstat(path).catch(() => undefined);
  const stamp = `${state?.size} ${state?.mtimeMs} ${state?.ino}`;
  const before = known.get(path);
  if (before?.stamp === stamp) return before.result;
  const opening = { below: folder, most: mostBytes };
  const read = await readChecked(path, childResultSchema, opening).catch(() => undefined);
  if (read?.value === undefined) return undefined;
  known.set(path, { stamp, result: read.value });
  return read.value;
}
