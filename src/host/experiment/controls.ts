import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { text, version } from '../../core/common/schemas.ts';
import { exists } from '../files/exists.ts';
import { writeMark } from '../files/openRegular.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { writeAtomically } from '../files/writeAtomically.ts';
import { isBeingStarted } from '../run/startLock.ts';

/** What a person asks of a queue: to begin nothing more, or to end its runs as well. */
export type Wish = 'pause' | 'cancel';

export const isAsked = (folder: string, wish: Wish): Promise<boolean> => exists(join(folder, wish));

/** Asks the queue of an experiment, wherever it runs. */
export const ask = (folder: string, wish: Wish): Promise<void> =>
  writeMark(join(folder, wish), folder);

/** Takes back what was asked of an earlier queue. */
export async function forgetWishes(folder: string): Promise<void> {
  for (const wish of ['pause', 'cancel']) await rm(join(folder, wish), { force: true });
}

const states = ['running', 'done', 'paused', 'cancelled', 'stopped', 'interrupted'] as const;

/** What a queue says of itself: queue.json. What its runs do is in their folders. */
export interface QueueState {
  readonly state: (typeof states)[number];
  /** What could not be run, and machines that are not used, in sentences. */
  readonly problems: readonly string[];
  /** Ids of runs that were stopped early: they are not gone on with. */
  readonly stopped?: readonly string[];
}

const schema: v.GenericSchema<unknown, QueueState> = v.object({
  v: version,
  state: v.picklist(states),
  problems: v.pipe(v.array(text(20_000)), v.maxLength(10_000)),
  stopped: v.exactOptional(v.pipe(v.array(text(200)), v.maxLength(10_000))),
});

const pathOf = (folder: string): string => join(folder, 'queue.json');
/** What is kept, of hundreds of runs or of a host that says very much; the queue's log has all of it. */
const mostProblems = 500;
const longestProblem = 2000;
/** Of JSON, which may write a character in six bytes. */
const mostBytes = 8 << 20;

export const saveQueue = (folder: string, { problems, ...state }: QueueState): Promise<void> => {
  const kept = problems
    .slice(0, mostProblems)
    .map((one) => (one.length > longestProblem ? `${one.slice(0, longestProblem)}…` : one));
  const more = problems.length - kept.length;
  if (more > 0) kept.push(`And ${more} more, in queue.log.`);
  return writeAtomically(pathOf(folder), `${JSON.stringify({ v: 1, ...state, problems: kept })}\n`);
};

/** Undefined for an experiment that was never run; `interrupted` where the queue was killed. */
export async function readQueue(folder: string): Promise<QueueState | undefined> {
  const opening = { below: folder, most: mostBytes };
  const said = (await readChecked(pathOf(folder), schema, opening).catch(() => undefined))?.value;
  const rest = {
    problems: said?.problems ?? [],
    ...(said?.stopped !== undefined && { stopped: said.stopped }),
  };
  if (await isBeingStarted(folder)) return { state: 'running', ...rest };
  return said && { state: said.state === 'running' ? 'interrupted' : said.state, ...rest };
}
