import type { Text } from '../../core/common/sentence.ts';
import type { RunRequest, RunStatus } from '../../core/run/runRequest.ts';
import { initialRunState } from '../../core/run/runState.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import type { SurveyedRun } from '../../host/run/surveyRuns.ts';
import type { Run } from './run.ts';

/** A folder among the runs that cannot be read as one, and why. */
export interface BrokenRun {
  readonly folder: string;
  readonly problem: Text;
}

/** A run as `Runs` holds it. */
export interface WatchedRun {
  run: Run;
  /** It was active when this window first saw it, so its end is news. */
  readonly live: boolean;
  /** What its status said when this window first saw it, if that was its end and it is only read. */
  readonly ended: RunStatus | undefined;
  /** Of a run that is only read: settles once its events have been, if they are wanted at all. */
  reading?: Promise<void>;
  readonly stop: AbortController;
}

/** @param own keys of the runs that this machine made or adopted */
export function watchedRun(
  { folder, request, status, name, ownKeys }: Extract<SurveyedRun, { request: RunRequest }>,
  own: { has(key: string): boolean },
): WatchedRun {
  const isOwn = ownKeys.every((key) => own.has(key));
  const isOver = status !== undefined && status.state !== 'running';
  // Of a run on a host, the results may not be here yet.
  const isOnlyRead = isOver && (request.target === localTargetName || !isOwn);
  // Until its events are read: a run that is over is not active.
  const state = { ...initialRunState, status: isOver ? status.state : initialRunState.status };
  return {
    run: { folder, request, isOwn, state, name },
    live: !isOver && isOwn,
    ended: isOnlyRead ? status : undefined,
    stop: new AbortController(),
  };
}
