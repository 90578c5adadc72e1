import type { OtherRun } from '../../core/pages/evaluationMessages.ts';
import { isPredicted, hasAdapter } from '../run/run.ts';
import { runLabel } from '../run/runTexts.ts';
import type { Runs } from '../run/runs.ts';

/** The runs that a run can be compared with, newest first. */
export const otherRuns = (runs: Runs, runFolder: string): readonly OtherRun[] =>
  runs
    .list()
    .filter((run) => isPredicted(run) && run.folder !== runFolder)
    .map((run) => ({
      runFolder: run.folder,
      label: `${run.request.id} (${hasAdapter(run) ? runLabel(run.request) : 'base alone'})`,
    }));
