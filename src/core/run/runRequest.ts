import type { Recipe } from '../recipe/recipe.ts';

/** run.json: the frozen request of a run, and the trainer's only input. */
export interface RunRequest {
  readonly v: 1;
  /** Name of the run folder, sortable by time: `20261123-030000-recall`. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /**
   * `train` trains, then predicts; `predict` asks again, without an adapter when none is in the folder;
   * `preflight` measures a few steps and keeps nothing.
   */
  readonly operation: 'train' | 'predict' | 'preflight';
  /** Hub id or absolute folder. */
  readonly base: string;
  readonly questions: {
    /** Relative to the run folder. */
    readonly path: string;
    readonly sha256: string;
    /** Of the dataset's file, where only some of its questions are asked. */
    readonly sourceSha256?: string;
    /** Where the copy came from. */
    readonly source: string;
  };
  /** What training goes on from, where it does not begin anew. */
  readonly adapter?: {
    /** A folder in PEFT's format, relative to the run folder. */
    readonly path: string;
    /** Where the copy came from. */
    readonly source: string;
  };
  readonly recipe: Recipe;
  readonly target: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** status.json: the life of the process behind a run. */
export interface RunStatus {
  readonly v: 1;
  readonly state: 'running' | 'finished' | 'failed' | 'cancelled';
  readonly pid: number;
  /** When the process started, as its system tells it (field 22 of /proc/PID/stat, in clock ticks; elsewhere `ps -o lstart=`): tells a reused pid from the same process. */
  readonly processStart: string;
  /** Which machine, boot and pid namespace the pid belongs to; absent in files of earlier versions. */
  readonly place?: string;
  /** Exit status; null while it runs or when nobody saw it end. */
  readonly exit: number | null;
}
