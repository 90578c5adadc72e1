import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitTallies } from '../../core/evaluation/evaluation.ts';
import type { RunRequest } from '../../core/run/runRequest.ts';
import { isOver, type RunState } from '../../core/run/runState.ts';
import type { Connection } from '../../core/target/connection.ts';

/** A run as the views see it: its request and state. */
export interface Run {
  readonly folder: string;
  readonly request: RunRequest;
  readonly state: RunState;
  /** What a person calls it; else it goes by its id. */
  readonly name?: string | undefined;
  /** False for one that came with the folder: it is shown, and nothing else is done with it. */
  readonly isOwn: boolean;
  /** Of a run that has answered: its score, once that is known. */
  readonly totals?: SplitTallies;
  /** How this window stands with the host that it runs on; absent for this machine. */
  readonly connection?: Connection;
}

export const isActive = (run: Run): boolean => !isOver(run.state);

export const isPredicted = ({ state, request }: Run): boolean =>
  state.status === 'finished' && request.operation !== 'preflight';

export const isResumable = (run: Run): boolean =>
  !isActive(run) && !isPredicted(run) && run.request.operation === 'train';

export const hasAdapter = ({ folder }: Pick<Run, 'folder'>): boolean =>
  existsSync(join(folder, 'adapter', 'adapter_config.json'));

/** What the menus of a run depend on: the words of its context value. */
export function menuWords(run: Run): string[] {
  const is = {
    run: true,
    active: isActive(run),
    foreign: !run.isOwn,
    predicted: isPredicted(run),
    whole: isPredicted(run) && isWhole(run),
    adapter: isPredicted(run) && hasAdapter(run),
    resumable: isResumable(run),
  };
  return Object.entries(is).flatMap(([word, holds]) => (holds ? [word] : []));
}

/** True when it asked all questions of its dataset. */
export const isWhole = ({ request: { questions, parent } }: Run): boolean =>
  questions.sourceSha256 === undefined || parent?.asks === 'look-up';
