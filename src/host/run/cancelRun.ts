import type { EndOutcome } from '../process/endProcessTree.ts';
import { localTarget } from '../target/localTarget.ts';
import type { Ending, Target } from './target.ts';

export type CancelOutcome = EndOutcome;

/**
 * Asks a run's trainer to save and stop, and ends it with all its children if it does not: after 20 s with
 * SIGTERM, after 10 s more with SIGKILL. What `watchRun` sees ends as cancelled.
 *
 * @param target where the run is: this machine unless told otherwise
 * @returns what it took; `already over` when nothing ran
 * @throws the signal's reason when aborted: then the request to stop stands, and nobody insists
 */
export function cancelRun(
  folder: string,
  ending: Ending = {},
  target: Target = localTarget,
): Promise<CancelOutcome> {
  return target.end(folder, ending);
}
