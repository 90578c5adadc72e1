import { readRunRequest } from './runFolder.ts';
import { withStartLock } from './startLock.ts';
import type { ReadyTarget, Started, Starting } from './target.ts';

/**
 * Starts or resumes a run's trainer on a target. The trainer outlives this process; `watchRun`
 * follows it. Two windows never both start a run.
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
