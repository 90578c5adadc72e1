import { resolve } from 'node:path';
import { UserError } from '../core/common/userError.ts';
import { liveBoards, liveBoardsIn, type LiveBoard } from '../core/run/boardsSchema.ts';
import { followRun, standingOf } from '../host/boards/followRun.ts';
import { RunFollowers } from '../host/boards/runFollowers.ts';
import type { Python } from '../host/python/findPython.ts';
import type { Values } from './usage.ts';

/** @throws UserError when one is unknown */
export function parseBoards({ boards }: Pick<Values, 'boards'>): readonly LiveBoard[] {
  const named = boards?.split(',').map((board) => board.trim()) ?? [];
  const known = liveBoardsIn(named);
  const unknown = named.find((board) => !known.some((one) => one === board));
  if (unknown === undefined) return known;
  throw new UserError(`--boards names “${unknown}”. Expected ${liveBoards.join(', ')}.`);
}

/**
 * Takes a run to boards while it is trained.
 *
 * @returns to be called at its end, says what went wrong until then
 */
export function followToBoards(
  folder: string,
  { boards, python }: { readonly boards: readonly LiveBoard[]; readonly python: Python },
): () => Promise<readonly string[]> {
  const problems: string[] = [];
  let look = (): Promise<void> => Promise.resolve();
  const followers = new RunFollowers({
    wanted: () => boards,
    start: async (run, starting) => {
      const ours = resolve('.cricket-lora');
      const follower = await followRun(run.folder, { ...starting, ours, python: python.path });
      look = follower.look;
      return follower;
    },
    standingOf,
    onProblem: (_, problem) => problems.push(problem),
  });
  void followers.follow({ folder });
  return async () => {
    await look();
    void followers.finish({ folder });
    return problems;
  };
}
