import type { LiveBoard } from '../../core/run/boardsSchema.ts';
import type { Follower, Standing } from './followRun.ts';

interface Starting {
  readonly boards: readonly LiveBoard[];
  readonly onProblem: (problem: string) => void;
}

export interface Following<Run> {
  readonly wanted: () => readonly LiveBoard[];
  readonly start: (run: Run, starting: Starting) => Promise<Pick<Follower, 'ended'>>;
  readonly standingOf: (run: Run) => Promise<Standing>;
  readonly onProblem: (run: Run, problem: string) => void;
}

/** What has been done for a run since it was last seen to begin. */
interface Life {
  starts: number;
  /** It is looked after, or a follower of ours lives. */
  isBusy: boolean;
  lookAt: number;
}

/** Before a run is looked after again. */
const pauseMilliseconds = 10_000;
/** A follower that dies again and again is not replaced before the run's end. */
const mostStarts = 10;

/**
 * Has each run followed to boards by one process while it goes on, which is replaced should it go before the run,
 * and has the rest taken at the run's end. Windows and queues may all do so for the same run.
 */
export class RunFollowers<Run extends { readonly folder: string }> {
  readonly #lives = new Map<string, Life>();
  readonly #said = new Set<string>();
  readonly #following: Following<Run>;

  constructor(following: Following<Run>) {
    this.#following = following;
  }

  /** Looks after a run that goes on. To be called as often as it is seen to. */
  async follow(run: Run): Promise<void> {
    const life = this.#lives.get(run.folder) ?? { starts: 0, isBusy: false, lookAt: 0 };
    this.#lives.set(run.folder, life);
    if (life.isBusy || Date.now() < life.lookAt || life.starts >= mostStarts) return;
    const isNew = life.lookAt === 0;
    life.isBusy = true;
    const standing = await this.#following.standingOf(run);
    if (standing === 'left' || (isNew && standing !== 'followed')) {
      life.starts++;
      await this.#start(run);
    }
    life.isBusy = false;
    life.lookAt = Date.now() + pauseMilliseconds;
  }

  /** Takes what is left of a run that is over. Settles once the boards have all that they take. */
  async finish(run: Run): Promise<void> {
    const life = this.#lives.get(run.folder);
    this.#lives.delete(run.folder);
    if (life?.isBusy === true) return;
    const standing = await this.#following.standingOf(run);
    if (standing !== 'taken' && standing !== 'followed') await this.#start(run);
  }

  async #start(run: Run): Promise<void> {
    const boards = this.#following.wanted();
    if (boards.length === 0) return;
    const onProblem = (problem: string): void => {
      this.#say(run, problem);
    };
    try {
      const { ended } = await this.#following.start(run, { boards, onProblem });
      await ended;
    } catch (error) {
      onProblem(error instanceof Error ? error.message : String(error));
    }
  }

  #say(run: Run, problem: string): void {
    const key = `${run.folder} ${problem}`;
    if (!this.#said.has(key)) this.#following.onProblem(run, problem);
    this.#said.add(key);
  }
}
