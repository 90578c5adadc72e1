import type { RunState } from '../core/run/runState.ts';
import { watchRun } from '../host/run/watchRun.ts';
import { targetOfRun } from '../host/target/targetOfRun.ts';

/** Only reads the local folder; no host is contacted. */
export async function stateOf(folder: string): Promise<RunState> {
  const target = await targetOfRun(folder, () => () => Promise.reject(new Error('no connection')));
  return watchRun(folder, () => undefined, { target, signal: AbortSignal.abort() });
}
