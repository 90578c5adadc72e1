import type { Connection } from '../../core/target/connection.ts';
import type { LostEvent } from '../../core/run/runState.ts';
import type { EndOutcome } from '../process/endProcessTree.ts';

/**
 * A machine to train on, as seen by `startRun` and `watchRun`: this one (`localTarget.ts`) or a
 * host over ssh (`sshTarget.ts`). On both a run is a folder, and its trainer has a session of its
 * own that outlives its starter.
 *
 * All differences are behind this interface. The local run folder is either the trainer's own, or a
 * mirror of the host's.
 */
export interface Target {
  /**
   * Asks the trainer to save and stop, and ends it with its children if it does not: after 20 s
   * with SIGTERM, after 10 s more with SIGKILL. `watchRun` then reports it as cancelled.
   *
   * @returns how it ended; `already over` when nothing was running
   * @throws the signal's reason when aborted: the request to stop stands, but nothing is killed
   */
  end(folder: string, ending: Ending): Promise<EndOutcome>;
  /** Starts mirroring the trainer's output into the folder. */
  attach(folder: string, attaching: Attaching): Attached;
}

/** A target on which runs can be started. */
export interface ReadyTarget extends Target {
  /**
   * Starts or resumes a run's trainer once. The caller holds the run's start lock.
   *
   * @throws UserError when it is being trained already, or the machine refuses
   */
  start(folder: string, starting: Starting): Promise<Started>;
}

export interface Started {
  /** On that machine. */
  readonly pid: number;
  readonly processStart: string;
  /** The chosen GPU; absent if there was no choice, or no GPU. */
  readonly gpu?: { readonly index: number; readonly name: string };
  /** Bytes that were uploaded, out of the total; absent if nothing is uploaded. */
  readonly uploaded?: { readonly sent: number; readonly total: number };
}

export interface Starting {
  readonly signal?: AbortSignal | undefined;
  /** Share of the bytes that have to be uploaded. */
  readonly onShare?: (share: number) => void;
  /** Called after each failed attempt, before the next one. */
  readonly onLost?: (error: Error, attempt: number) => void;
}

export interface Ending {
  readonly signal?: AbortSignal | undefined;
  /** Grace period for stopping by itself, and again after SIGTERM. */
  readonly graceSeconds?: number;
  readonly terminateSeconds?: number;
}

export interface Attaching {
  readonly signal: AbortSignal;
  readonly onConnection: (connection: Connection) => void;
}

/** What following a run's folder needs from its machine. */
export interface Attached {
  /** True once no trainer works on the run and all its output is in the folder. */
  isGone(): Promise<boolean>;
  /** Why the trainer died if it wrote no final event; undefined to keep waiting. */
  findLoss(): Promise<LostEvent | undefined>;
  /** Records a loss in the folder. */
  recordLoss(loss: LostEvent): Promise<void>;
  /** Rejects when the folder can no longer be updated; never resolves. */
  readonly broken: Promise<never>;
}
