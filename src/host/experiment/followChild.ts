import { UserError } from '../../core/common/userError.ts';
import type { RunState } from '../../core/run/runState.ts';
import { HostFailure } from '../../core/target/hostFailures.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { isBeingStarted } from '../run/startLock.ts';
import { readTargetText } from '../run/ownRuns.ts';
import { readRunRequest, readRunStatus } from '../run/runFolder.ts';
import { startRun } from '../run/startRun.ts';
import { findTrainer } from '../run/trainerProcess.ts';
import { watchRun } from '../run/watchRun.ts';
import type { Slot } from './place.ts';

/** How following a run ended. */
export type ChildEnd =
  | { readonly kind: 'over'; readonly state: RunState }
  /** Its trainer died. */
  | { readonly kind: 'lost'; readonly state: RunState }
  /** Its host has been out of reach for too long. */
  | { readonly kind: 'gone' }
  /** Others have taken every GPU. */
  | { readonly kind: 'full' };

export interface Following {
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
  /** For starting; aborted with a TimeoutError when a host does not answer. */
  readonly startSignal: AbortSignal;
  readonly isCancelling: () => boolean;
  /** Whether another machine could take the run. */
  readonly mayLeave: () => boolean;
  readonly hostMinutes: number;
  readonly onState?: (state: RunState) => void;
}

const lookMilliseconds = 250;

/** Starts a run, unless it is under way, and follows it to its end. Throws when its machine cannot start it. */
export async function followChild(
  folder: string,
  { target }: Pick<Slot, 'target'>,
  following: Following,
): Promise<ChildEnd> {
  const { signal, startSignal, isCancelling, mayLeave, hostMinutes } = following;
  const { onState = () => undefined } = following;
  if (!(await isUnderWay(folder))) {
    try {
      await startRun(folder, target, { signal: startSignal });
    } catch (error) {
      signal.throwIfAborted();
      if ((error as Error).name === 'TimeoutError') return leave(folder, target);
      if (error instanceof HostFailure && error.code === 'gpus-busy') return { kind: 'full' };
      const isRunning = error instanceof HostFailure && error.code === 'already-running';
      if (!isRunning && !(await findTrainer(folder))) throw error;
    }
  }
  const leaving = new AbortController();
  let silentSince: number | undefined;
  let isEnding = false;
  const look = setInterval(() => {
    const silence = silentSince === undefined ? 0 : Date.now() - silentSince;
    if (silence > hostMinutes * 60_000 && mayLeave()) leaving.abort();
    if (!isCancelling() || isEnding) return;
    isEnding = true;
    target.end(folder, { signal }).catch((error: unknown) => {
      // Asked again at the next look, unless that is what it takes.
      isEnding = error instanceof UserError;
    });
  }, lookMilliseconds);
  try {
    const state = await watchRun(folder, onState, {
      target,
      signal: AbortSignal.any([signal, leaving.signal]),
      onConnection: (connection) => {
        const isHeard = connection.state === 'connected' || connection.state === 'bringing home';
        silentSince = isHeard ? undefined : (connection.lastHeard ?? silentSince ?? Date.now());
      },
    });
    signal.throwIfAborted();
    if (leaving.signal.aborted) return await leave(folder, target);
    const isLost = state.failure?.code === 'died' || state.failure?.code === 'never-started';
    return { kind: state.status === 'failed' && isLost ? 'lost' : 'over', state };
  } finally {
    clearInterval(look);
  }
}

/** Whether a run has a trainer, as far as it is known here. */
async function isUnderWay(folder: string): Promise<boolean> {
  const status = await readRunStatus(folder);
  if (status !== undefined && status.state !== 'running') return false;
  const { target } = await readRunRequest(folder);
  if (target !== localTargetName) return (await readTargetText(folder)) !== undefined;
  return (await findTrainer(folder)) !== undefined || (await isBeingStarted(folder));
}

/** Records that a run has no machine any more, so that it is not waited for. */
async function leave(folder: string, target: Slot['target']): Promise<ChildEnd> {
  const attaching = { signal: AbortSignal.abort(), onConnection: () => undefined };
  await target
    .attach(folder, attaching)
    .recordLoss({ type: 'lost', cancelled: false, code: 'died', lastWords: '' });
  return { kind: 'gone' };
}
