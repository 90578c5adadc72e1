import type { Runs } from '../run/runs.ts';
import { isActive, isPredicted, hasAdapter, isWhole } from '../run/run.ts';
import type { RecallTests } from './recallTests.ts';

/** Shows the newest fully evaluated run as tests after a reload. */
export async function restoreTests(runs: Runs, tests: RecallTests): Promise<void> {
  const newest = runs
    .list()
    .find((run) => isPredicted(run) && !isActive(run) && isWhole(run) && hasAdapter(run));
  if (newest) await tests.publish(newest.folder);
}
