import type { ReadyTarget } from '../run/target.ts';

/** A machine that an experiment's runs may go to. */
export interface Place {
  /** As in the experiment's `targets`. */
  readonly name: string;
  /**
   * One for each run that it takes at once: its GPUs, or one.
   *
   * @throws UserError when the machine cannot train
   */
  slots(signal: AbortSignal): Promise<readonly Slot[]>;
  /** Its name where it is a cluster: its runs have a process of this machine each. */
  readonly via?: string;
  /** A base in the words of that machine. */
  baseOf(written: string): Promise<string>;
}

export interface Slot {
  /** Uuid of the GPU on this machine; a host chooses one itself. */
  readonly gpu?: string | undefined;
  readonly target: ReadyTarget;
}
