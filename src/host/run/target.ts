import type { Connection } from '../../core/target/connection.ts';
import type { LostEvent } from '../../core/run/runState.ts';
import type { EndOutcome } from '../process/endProcessTree.ts';

/**
 * A machine that trains, as the supervisor of runs (`startRun`, `watchRun`) sees it. There are
 * two: this one (`localTarget.ts`) and a host over ssh (`sshTarget.ts`). On either a run is a folder, and
 * its trainer a session of its own that outlives whoever started it.
 *
 * What differs between the two stays behind this door. Here the run's folder is the one that the trainer
 * writes; a host's is mirrored into it.
 */
export interface Target {
  /**
   * Asks the trainer to save and stop, and ends it with all its children if it does not: after 20 s with
   * SIGTERM, after 10 s more with SIGKILL. What `watchRun` sees ends as cancelled.
   *
   * @returns what it took; `already over` when nothing ran
   * @throws the signal's reason when aborted: then the request to stop stands, and nobody insists
   */
  end(folder: string, ending: Ending): Promise<EndOutcome>;
  /** Has the folder tell, from now on, all that its trainer says. */
  attach(folder: string, attaching: Attaching): Attached;
}

/** A target with what starting takes: an interpreter here, or a way to lay out a run there. */
export interface ReadyTarget extends Target {
  /**
   * Starts, or resumes, the trainer of a run, once. The caller holds the run's start lock.
   *
   * @throws UserError when it is being trained already, or the machine refuses
   */
  start(folder: string, starting: Starting): Promise<Started>;
}

export interface Started {
  /** There. */
  readonly pid: number;
  readonly processStart: string;
  /** The one that was chosen; absent where nobody had to choose, and on a machine without. */
  readonly gpu?: { readonly index: number; readonly name: string };
  /** Bytes that travelled, of the bytes that there were; absent where nothing has to. */
  readonly uploaded?: { readonly sent: number; readonly total: number };
}

export interface Starting {
  readonly signal?: AbortSignal | undefined;
  /** Share of the bytes that still travel. */
  readonly onShare?: (share: number) => void;
  /** Told of each attempt that failed; another one follows. */
  readonly onLost?: (error: Error, attempt: number) => void;
}

export interface Ending {
  readonly signal?: AbortSignal | undefined;
  /** How long it may take to stop by itself, and then after SIGTERM. */
  readonly graceSeconds?: number;
  readonly terminateSeconds?: number;
}

export interface Attaching {
  readonly signal: AbortSignal;
  readonly onConnection: (connection: Connection) => void;
}

/** What the one who watches a run's folder has to ask its machine. */
export interface Attached {
  /** True once it is known that no trainer works on the run, and that all it said is in the folder. */
  isGone(): Promise<boolean>;
  /** What became of a trainer that is gone and has not said its last word; undefined: wait on. */
  findLoss(): Promise<LostEvent | undefined>;
  /** Has the folder tell of a loss. */
  recordLoss(loss: LostEvent): Promise<void>;
  /** Rejects when the folder cannot be kept as it should; never settles otherwise. */
  readonly broken: Promise<never>;
}
