import { basename } from 'node:path';
import type { RunRequest, RunStatus } from '../../core/run/runRequest.ts';
import type { RunState } from '../../core/run/runState.ts';
import { ownKeys } from '../run/ownRuns.ts';
import { listRunFolders } from '../run/runFolder.ts';
import { readEndedRun, surveyRuns } from '../run/surveyRuns.ts';
import type { OpenExperiment } from './experimentFolder.ts';

/** A run of an experiment. */
export interface Child {
  readonly folder: string;
  readonly id: string;
  readonly request: RunRequest;
  /** The machine or cluster that it was made for. */
  readonly place: string;
  readonly status: RunStatus | undefined;
  /** This machine made or adopted it. */
  readonly isOwn: boolean;
  /** How it ended; undefined while it may go on. */
  readonly ended: RunState | undefined;
}

/** The runs of an experiment by the key of their point, the newest last. Blocks while it reads. */
export async function findChildren({
  name,
  runsFolder,
}: Pick<OpenExperiment, 'name' | 'runsFolder'>): Promise<Map<string, Child[]>> {
  return childrenAmong((await listRunFolders(runsFolder)).reverse(), name);
}

/** Those among some run folders, in their order. */
export async function childrenAmong(
  folders: readonly string[],
  name: string,
): Promise<Map<string, Child[]>> {
  const own = await ownKeys();
  const children = new Map<string, Child[]>();
  for (const surveyed of surveyRuns(folders)) {
    if (surveyed.problem !== undefined) continue;
    const { folder, request, status } = surveyed;
    if (request.experiment?.name !== name) continue;
    const { point } = request.experiment;
    const isOver = status !== undefined && status.state !== 'running';
    const child: Child = {
      folder,
      id: basename(folder),
      request,
      place: request.via ?? request.target,
      status,
      isOwn: surveyed.ownKeys.every((key) => own.has(key)),
      ended: isOver ? readEndedRun(folder, status) : undefined,
    };
    children.set(point, [...(children.get(point) ?? []), child]);
  }
  return children;
}

/** The one that counts for a point: what has finished, else the newest. */
export const childThatCounts = (children: readonly Child[] = []): Child | undefined =>
  children.findLast(({ ended }) => ended?.status === 'finished') ?? children.at(-1);
