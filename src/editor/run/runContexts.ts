import { localTargetName } from '../../core/target/targetSetting.ts';
import { hasAdapter, isActive, isPredicted, isResumable, type Run } from './run.ts';
import { isTraining } from './runTree.ts';

/**
 * Context keys about runs, without the prefix `cricketLora.`: what the `enablement` and `when` clauses of
 * package.json ask, so that no command is offered that cannot do anything.
 */
export interface RunContexts {
  readonly hasRun: boolean;
  readonly isRunActive: boolean;
  /** One runs at a time on this machine. */
  readonly isRunActiveHere: boolean;
  readonly isRunActiveOnHost: boolean;
  readonly hasResumableRun: boolean;
  readonly hasEvaluation: boolean;
  readonly hasTwoEvaluations: boolean;
  /** A run has been trained and can be asked again, or exported. */
  readonly hasAdapter: boolean;
  readonly hasForeignRun: boolean;
  /** A training has come to its end and answered. */
  readonly hasTrained: boolean;
}

export function runContexts(runs: readonly Run[]): RunContexts {
  const active = runs.filter(isActive);
  const isHere = ({ request }: Run): boolean => request.target === localTargetName;
  const evaluated = runs.filter(isPredicted);
  return {
    hasRun: runs.length > 0,
    isRunActive: active.length > 0,
    isRunActiveHere: active.some(isHere),
    isRunActiveOnHost: active.some((run) => !isHere(run)),
    hasResumableRun: runs.some(isResumable),
    hasEvaluation: evaluated.length > 0,
    hasTwoEvaluations: evaluated.length > 1,
    hasAdapter: evaluated.some(hasAdapter),
    hasTrained: evaluated.some(isTraining),
    hasForeignRun: runs.some(({ isOwn }) => !isOwn),
  };
}
