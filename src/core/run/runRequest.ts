import type { Recipe } from '../recipe/recipe.ts';

/** `auto`: where the base knows language. */
export const probes = ['auto', 'on', 'off'] as const;
export type Probes = (typeof probes)[number];

/** An adapter, its base alone, or its base with the row of the table that was found for the question. */
export const asks = ['adapter', 'base', 'look-up'] as const;
export type Asks = (typeof asks)[number];

/** run.json: the immutable request of a run, and the trainer's only input. */
export interface RunRequest {
  readonly v: 1;
  /** Name of the run folder, sortable by time: `20261123-030000-recall`. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /**
   * `train` trains, then predicts; `predict` only asks questions, of the base if the folder has no
   * adapter; `preflight` measures a few steps and keeps nothing.
   */
  readonly operation: 'train' | 'predict' | 'preflight';
  /** `embedded`, a hub id, or an absolute folder. */
  readonly base: string;
  /** Of the embedded base's files: another version of the extension may come with another. */
  readonly baseSha256?: string;
  readonly questions: {
    /** Relative to the run folder. */
    readonly path: string;
    readonly sha256: string;
    /** The original questions file, if only some of its questions are asked, or all with look-up. */
    readonly sourceSha256?: string;
    /** Where the copy came from. */
    readonly source: string;
  };
  /** The adapter that training continues from, if any. */
  readonly adapter?: {
    /** A PEFT folder, relative to the run folder. */
    readonly path: string;
    /** Where the copy came from. */
    readonly source: string;
  };
  /** For `predict`: the run whose model is asked, by id, and how. */
  readonly parent?: { readonly run: string; readonly asks: Asks };
  /** The experiment that it belongs to: name of its folder, and the run's place in its grid. */
  readonly experiment?: { readonly name: string; readonly point: string };
  readonly recipe: Recipe;
  /** Whether side effects are measured once it is trained; `off` where absent. */
  readonly probes?: Probes;
  readonly target: string;
  /** The cluster that the process of this machine gives it to, by its name in the settings. */
  readonly via?: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** status.json: the process of a run. */
export interface RunStatus {
  readonly v: 1;
  readonly state: 'running' | 'finished' | 'failed' | 'cancelled';
  readonly pid: number;
  /**
   * The start time that the system reports for the process (field 22 of /proc/PID/stat, in clock
   * ticks; elsewhere `ps -o lstart=`): distinguishes it from a later process with the same pid.
   */
  readonly processStart: string;
  /** The machine, boot and pid namespace of the pid; absent in files of earlier versions. */
  readonly place?: string;
  /** Exit status; null while it runs, or if its end was not observed. */
  readonly exit: number | null;
}
