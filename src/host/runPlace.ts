import type { LostEvent } from '../core/runState.ts';
import { findLoss, recordLoss } from './lostRun.ts';
import { findTrainer } from './runProcesses.ts';

/** Where a run's trainer lives, to one who follows the run in its folder. */
export interface RunPlace {
  /** True once it is known that no trainer works on the run, and that all it said is in the folder. */
  isGone(): Promise<boolean>;
  /** What became of a trainer that is gone and has not said its last word; undefined: wait on. */
  findLoss(): Promise<LostEvent | undefined>;
  /** Has the folder tell of a loss. */
  recordLoss(loss: LostEvent): Promise<void>;
}

/** This machine. */
export const localPlace = (folder: string): RunPlace => ({
  isGone: async () => !(await findTrainer(folder)),
  findLoss: () => findLoss(folder),
  recordLoss: (loss) => recordLoss(folder, loss),
});
