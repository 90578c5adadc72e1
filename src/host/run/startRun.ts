import { readRunRequest } from './runFolder.ts';
import { withStartLock } from './startLock.ts';
import type { ReadyTarget, Started, Starting } from './target.ts';

/**
 * Starts, or resumes, the trainer of a run on a target. It outlives whoever starts it; `watchRun` tells how
 * it gets on. Two windows never both start a run.
 *
 * @throws UserError when the run is being trained already, or the target refuses
 */
export async function startRun(
  folder: string,
  target: ReadyTarget,
  starting: Starting = {},
): Promise<Started> {
  await readRunRequest(folder);
  return withStartLock(folder, () => target.start(folder, starting));
}
