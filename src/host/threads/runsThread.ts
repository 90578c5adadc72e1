import { say, type Text } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import type { SplitTallies } from '../../core/evaluation/evaluation.ts';
import type { RunState } from '../../core/run/runState.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import type { ProcessIdentity } from '../process/processIdentity.ts';
import type { SurveyedRun } from '../run/surveyRuns.ts';
import { RequestThread } from './requestThread.ts';

/** A run whose status says that its process has ended. */
export interface EndedRun {
  readonly folder: string;
  readonly process: ProcessIdentity;
}

/** How it got on: its state, why that cannot be read, or neither where the run has to be followed. */
export interface ReadRun {
  readonly folder: string;
  readonly state?: RunState | undefined;
  readonly totals?: SplitTallies | undefined;
  readonly problem?: Text;
}

export type RunsRequest =
  | { readonly name: 'survey'; readonly folders: readonly string[] }
  | { readonly name: 'read'; readonly runs: readonly EndedRun[] };

/**
 * Reads run folders, some hundred a request, in a thread of its own: with thousands of them it takes a
 * sixth of what promises take, and keeps no other thread from its work.
 */
export class RunsThread {
  readonly #thread: RequestThread<RunsRequest>;

  /** @param script the built runsWorker.ts */
  constructor(script = join(extensionFolder(), 'dist', 'runsWorker.cjs')) {
    this.#thread = new RequestThread(script, { megabytes: 1000 });
  }

  survey(folders: readonly string[]): Promise<SurveyedRun[]> {
    return this.#thread.ask({ name: 'survey', folders });
  }

  read(runs: readonly EndedRun[]): Promise<ReadRun[]> {
    return this.#thread.ask({ name: 'read', runs });
  }

  dispose(): void {
    this.#thread.end(new UserError(say('The window is being closed.')));
  }
}
