import { describeFailure } from '../../core/run/trainerFailures.ts';
import type { Run } from '../run/run.ts';
import { runProgress } from '../run/runTexts.ts';

/** How a run gets on, or how it ended. */
export function howItEnded({
  state,
  request,
  ...run
}: Pick<Run, 'state' | 'request'> & Partial<Run>): string {
  const { failure } = state;
  if (failure !== undefined) {
    return `The run ${request.id} failed. ${describeFailure(failure.code, failure.parameters).message}`;
  }
  return `The run ${request.id}: ${runProgress({ state, ...run })}.`;
}
