import { say, type Sentence } from '../../core/common/sentence.ts';
import { isAbsolute, join } from 'node:path';
import { liveBoards } from '../../core/run/boardsSchema.ts';

/** Boards that others have made. */
export const boards = [...liveBoards, 'inspect'] as const;
export type Board = (typeof boards)[number];

/** The Python package that a board needs, if it does not go by the board's name. */
const packages: Partial<Record<Board, string>> = { inspect: 'inspect-ai' };

/**
 * Where a board looks if nothing else is said: where its own variables say, as they are the user's, or in a
 * workspace's folder of ours.
 */
export function usualPlace(board: Board, ours: string, environment = process.env): string {
  const { MLFLOW_TRACKING_URI = '', WANDB_DIR = '', TRACKIO_DIR = '' } = environment;
  const folder = (named: string, otherwise: string): string =>
    isAbsolute(named) ? named : otherwise;
  switch (board) {
    case 'mlflow':
      return /^[a-z]+(\+[a-z]+)?:/.test(MLFLOW_TRACKING_URI)
        ? MLFLOW_TRACKING_URI
        : `sqlite:///${join(ours, 'mlflow.db')}`;
    case 'wandb':
      // W&B makes a folder `wandb` in it.
      return folder(WANDB_DIR, ours);
    case 'trackio':
      return folder(TRACKIO_DIR, join(ours, board));
    case 'tensorboard':
    case 'inspect':
      return join(ours, board);
  }
}

/** Why a board took nothing, with what to do about it. */
export function boardProblem(board: Board, reason: string, python: string): Sentence {
  if (!/No module named|not installed|unsupported URI/i.test(reason)) {
    return say('{0} took nothing: {1}', board, reason);
  }
  const { [board]: name = board } = packages;
  return say(
    '{0} needs the Python package {1}. Install it: {2} -m pip install {1}',
    board,
    name,
    python,
  );
}
