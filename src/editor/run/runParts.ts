import type { DatasetProblems } from '../problems/datasetProblems.ts';
import type { TargetParts } from '../target/targetParts.ts';
import type { Runs } from './runs.ts';

/** What the commands about runs depend on. */
export interface RunParts extends TargetParts {
  readonly runs: Runs;
  readonly problems: DatasetProblems;
}
