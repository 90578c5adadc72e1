import { resolve } from 'node:path';
import { UserError } from '../core/common/userError.ts';
import { liveBoards, liveBoardsIn, type LiveBoard } from '../core/run/boardsSchema.ts';
import { followRun } from '../host/boards/followRun.ts';
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
 * @returns what went wrong until then, when it is called
 */
export async function followToBoards(
  folder: string,
  { boards, python }: { readonly boards: readonly LiveBoard[]; readonly python: Python },
): Promise<() => Promise<readonly string[]>> {
  const problems: string[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  let look = (): Promise<void> => Promise.resolve();
  try {
    const ours = resolve('.cricket-lora');
    const ways = { boards, ours, python: python.path, onProblem };
    if (boards.length > 0) ({ look } = await followRun(folder, ways));
  } catch (error) {
    onProblem(error instanceof Error ? error.message : String(error));
  }
  return async () => {
    await look();
    return problems;
  };
}
