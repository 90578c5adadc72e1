import type { OtherRun } from '../../core/pages/evaluationMessages.ts';
import { answerEffort } from '../../core/run/answerEffort.ts';
import { isPredicted, isWhole } from '../run/run.ts';
import { runKind, runName } from '../run/runTexts.ts';
import { trainedFirst } from '../run/runTree.ts';
import type { Runs } from '../run/runs.ts';

/**
 * The runs that a run can be compared with: what was trained, newest first, then what was asked again in
 * whole.
 */
export function otherRuns(runs: Runs, runFolder: string): readonly OtherRun[] {
  const others = runs
    .list()
    .filter((run) => isPredicted(run) && isWhole(run) && run.folder !== runFolder);
  return trainedFirst(others).map((run) => {
    const effort = answerEffort(run.state.predicted);
    return {
      runFolder: run.folder,
      label: `${runName(run)} (${runKind(run.request)})`,
      ...(effort && { effort }),
    };
  });
}
