import type { LiveBoard } from '../../core/run/boardsSchema.ts';
import type { Follower } from './followRun.ts';

interface Starting {
  readonly boards: readonly LiveBoard[];
  readonly onProblem: (problem: string) => void;
}

export interface Following<Run> {
  readonly wanted: () => readonly LiveBoard[];
  readonly start: (run: Run, starting: Starting) => Promise<Pick<Follower, 'ended'>>;
  /** Whether the boards have all of a run that is over. */
  readonly isTaken: (run: Run) => Promise<boolean>;
  readonly onProblem: (run: Run, problem: string) => void;
}

/**
 * Has each run followed to boards once for as long as it goes on. A follower that is started beside another leaves
 * again; should none be there at the run's end, the rest is taken then.
 */
export class RunFollowers<Run extends { readonly folder: string }> {
  /** Of runs that go on. */
  readonly #followed = new Map<string, { isAlive: boolean }>();
  readonly #said = new Set<string>();
  readonly #following: Following<Run>;

  constructor(following: Following<Run>) {
    this.#following = following;
  }

  /** Follows a run that goes on, unless it has been seen to go on before. Settles when the follower has ended. */
  async follow(run: Run): Promise<void> {
    if (this.#followed.has(run.folder)) return;
    const life = { isAlive: true };
    this.#followed.set(run.folder, life);
    await this.#start(run);
    life.isAlive = false;
  }

  /** Takes what is left of a run that is over. Settles when all is there that the boards take. */
  async finish(run: Run): Promise<void> {
    const life = this.#followed.get(run.folder);
    this.#followed.delete(run.folder);
    if (life?.isAlive !== true && !(await this.#following.isTaken(run))) await this.#start(run);
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
