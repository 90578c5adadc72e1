import * as v from 'valibot';
import { line, version } from '../common/schemas.ts';
import { processSchema } from './runStatusSchema.ts';

/** Boards that others have made, to which a run can be taken while it goes on. */
export const liveBoards = ['tensorboard', 'mlflow', 'wandb', 'trackio'] as const;
export type LiveBoard = (typeof liveBoards)[number];

export interface BoardsTold {
  /** The run is over, and so much of it as the boards took is there. */
  readonly isOver: boolean;
  /** Why a board took no more, as its package said it. */
  readonly problems: Readonly<Partial<Record<LiveBoard, string>>>;
  /** The process that takes it there; absent in files of earlier versions. */
  readonly by?: v.InferOutput<typeof processSchema>;
}

const reason = v.exactOptional(line(1000));

/** boards.json, which trainer/cricket_lora/boards/follow.py writes. */
export const boardsSchema: v.GenericSchema<unknown, BoardsTold> = v.object({
  v: version,
  isOver: v.boolean(),
  problems: v.object({ tensorboard: reason, mlflow: reason, wandb: reason, trackio: reason }),
  by: v.exactOptional(processSchema),
});

/** Those that are named in a setting, each once; what is no board is left out. */
export const liveBoardsIn = (value: unknown): readonly LiveBoard[] =>
  Array.isArray(value) ? liveBoards.filter((board) => value.includes(board)) : [];
