import type { Point } from '../../core/experiment/experiment.ts';
import type { Child } from './children.ts';

/** A point that has to be run to its end. */
export interface Job {
  readonly point: Point;
  /** Its run, once there is one. */
  child?: Child | undefined;
  restarts: number;
}

/** What waits and what is being worked on. */
export class Jobs {
  readonly #waiting: Job[] = [];
  readonly #busy = new Set<string>();
  #isPaused = false;
  #wake: (() => void)[] = [];

  #last: Promise<unknown> = Promise.resolve();

  get left(): number {
    return this.#waiting.length + this.#busy.size;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  add(job: Job): void {
    this.#waiting.push(job);
  }

  /** Nothing that waits is begun any more. */
  pause(): void {
    this.#isPaused = true;
    this.#wakeAll();
  }

  /**
   * The next job for a machine: its own runs that have begun, then what no machine has begun. Waits while others
   * may still put a job back; undefined when there will be none.
   */
  async next(place: string, signal: AbortSignal): Promise<Job | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const at = this.#indexOfNext(place);
      const [job] = at < 0 ? [] : this.#waiting.splice(at, 1);
      if (job !== undefined) {
        this.#busy.add(job.point.key);
        return job;
      }
      if (this.#isPaused || this.left === 0) return undefined;
      await this.#change(signal);
    }
  }

  #indexOfNext(place: string): number {
    const ofPlace = this.#waiting.findIndex(({ child }) => child?.place === place);
    if (this.#isPaused) {
      // A run that lives is followed even then, but none is started again.
      return this.#waiting.findIndex(
        ({ child, restarts }) =>
          child?.place === place && child.ended === undefined && restarts === 0,
      );
    }
    return ofPlace >= 0 ? ofPlace : this.#waiting.findIndex(({ child }) => child === undefined);
  }

  putBack(job: Job): void {
    this.#busy.delete(job.point.key);
    this.#waiting.unshift(job);
    this.#wakeAll();
  }

  /** Lets other machines have what a machine has begun. */
  release(place: string): void {
    for (const job of this.#waiting) {
      if (job.child?.place === place) job.child = undefined;
    }
    this.#wakeAll();
  }

  /** Does one piece of work at a time: what two slots need may be the same. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  settle({ point }: Job): void {
    this.#busy.delete(point.key);
    this.#wakeAll();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
      this.#wake.push(resolve);
    });
  }

  #wakeAll(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const one of wake) one();
  }
}
