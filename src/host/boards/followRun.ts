import { spoken } from '../../core/common/sentence.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { boardsSchema, type BoardsTold, type LiveBoard } from '../../core/run/boardsSchema.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { appending, openRegular, requireNoLinks } from '../files/openRegular.ts';
import { readChecked } from '../files/readJsonObject.ts';
import { isHere } from '../process/place.ts';
import { isAlive } from '../process/processIdentity.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { eventsFile, mostSmallBytes } from '../run/runFiles.ts';
import { boardProblem, usualPlace } from './boards.ts';

interface FollowingWays {
  readonly boards: readonly LiveBoard[];
  /** A workspace's folder of ours, in which boards are. */
  readonly ours: string;
  /** Interpreter that has the boards' packages. */
  readonly python: string;
  /** Called once with each sentence about what goes wrong. */
  readonly onProblem: (problem: string) => void;
}

/** A process that takes a run to boards while it goes on. */
export interface Follower {
  readonly pid: number;
  /** Settles when it has ended: with the run, or because another follows it, or because it died. */
  readonly ended: Promise<void>;
  /** Looks for problems now; it is done by itself every few seconds. */
  readonly look: () => Promise<void>;
}

const lookMilliseconds = 5000;
const boardsFile = 'boards.json';
const logFile = 'boards.log';

/**
 * Starts a process that writes to boards what a run tells, until its end. It only reads the run's events, and
 * outlives its starter; one that is started beside another leaves again.
 *
 * @throws UserError when a link is in the way; else the system's error
 */
export async function followRun(
  folder: string,
  { boards, ours, python, onProblem }: FollowingWays,
): Promise<Follower> {
  const places = boards.map((board) => ({ board, place: usualPlace(board, ours) }));
  for (const { board, place } of places) {
    const path = place.replace(/^sqlite:\/\/\//, '');
    if (path.startsWith(ours)) await requireNoLinks(join(path, board), dirname(ours));
  }
  const log = await openRegular(join(folder, logFile), { below: folder, flags: appending });
  try {
    const words = places.map(({ board, place }) => `${board}=${place}`);
    const trainer = join(extensionFolder(), 'trainer');
    const { args, cwd, env } = trainerCommand(
      trainer,
      'cricket_lora.boards',
      ...['--follow', folder, ...words],
    );
    const child = spawn(python, args, {
      cwd,
      env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const said = new Set<string>();
    const tell = (problem: string): void => {
      if (!said.has(problem)) onProblem(problem);
      said.add(problem);
    };
    const look = async (): Promise<void> => {
      const told = await readBoards(folder);
      for (const [board, reason] of refusalsIn(told))
        tell(spoken(boardProblem(board, reason, python)));
    };
    const looking = setInterval(() => void look(), lookMilliseconds).unref();
    const ended = once(child, 'exit').then(
      async ([code, signal]: unknown[]) => {
        clearInterval(looking);
        await look();
        if (code === 0 || said.size > 0) return;
        const end = String(code ?? signal);
        tell(`The boards take no more of this run (${end}): ${logFile} in its folder says why.`);
      },
      (error: unknown) => {
        clearInterval(looking);
        tell(String(error));
      },
    );
    await once(child, 'spawn');
    child.unref();
    return { pid: child.pid ?? 0, ended, look };
  } finally {
    await log.close();
  }
}

/** How the boards of a run stand; undefined where none was followed to, or the file is none of ours. */
export async function readBoards(folder: string): Promise<BoardsTold | undefined> {
  const opening = { below: folder, most: mostSmallBytes };
  const read = await readChecked(join(folder, boardsFile), boardsSchema, opening).catch(
    () => undefined,
  );
  return read?.value;
}

/** Of a run on boards: it is followed, they have all of it or took no more, or its follower went before its end. */
export type Standing = 'followed' | 'taken' | 'refused' | 'left' | 'none';

export async function standingOf({ folder }: { readonly folder: string }): Promise<Standing> {
  const told = await readBoards(folder);
  if (told === undefined) return 'none';
  if (told.isOver) return (await hasTold(folder)) ? 'left' : 'taken';
  if (await isFollowed(told)) return 'followed';
  return refusalsIn(told).length > 0 ? 'refused' : 'left';
}

/** Whether a run has told more since: one that was lost, or cancelled, is taken up again. */
async function hasTold(folder: string): Promise<boolean> {
  const [events, boards] = await Promise.all(
    [eventsFile, boardsFile].map((name) => lstat(join(folder, name)).catch(() => undefined)),
  );
  return (events?.mtimeMs ?? 0) > (boards?.mtimeMs ?? 0);
}

/** One on another machine that shares the folder may live: its lock then sends away what is started beside it. */
const isFollowed = async ({ by }: BoardsTold): Promise<boolean> =>
  by !== undefined && isHere(by) && (await isAlive(by));

/** Of each board that took no more, what it said. */
export const refusalsIn = (
  told: BoardsTold | undefined,
): readonly (readonly [LiveBoard, string])[] =>
  Object.entries(told?.problems ?? {}) as [LiveBoard, string][];
