import type { LiveBoard } from '../../core/run/boardsSchema.ts';
import type { Follower } from '../../host/boards/followRun.ts';
import type { Run } from '../run/run.ts';

/** What is needed of the runs of this window. */
interface SeenRuns {
  list(): readonly Run[];
  onDidChange(listener: () => void): Subscription;
  onDidEnd(listener: (run: Run) => void): Subscription;
}

interface Subscription {
  dispose(): unknown;
}

interface Starting {
  readonly boards: readonly LiveBoard[];
  readonly onProblem: (problem: string) => void;
}

interface Following {
  readonly wanted: () => readonly LiveBoard[];
  readonly start: (run: Run, starting: Starting) => Promise<Pick<Follower, 'ended'>>;
  /** Whether the boards have all of a run that is over. */
  readonly isTaken: (run: Run) => Promise<boolean>;
  readonly onProblem: (run: Run, problem: string) => void;
}

const isFollowable = ({ isOwn, request, state }: Run): boolean =>
  isOwn && request.operation === 'train' && state.status === 'running';

/**
 * Has each run that goes on followed to boards, once for as long as this window sees it go on. One that was started
 * beside that of an earlier window leaves again; should that be gone at the run's end, the rest is taken then.
 */
export class BoardFollowers {
  /** Of runs that go on. */
  readonly #followed = new Map<string, { isAlive: boolean }>();
  readonly #said = new Set<string>();
  readonly #following: Following;
  readonly #subscriptions: readonly Subscription[];

  constructor(runs: SeenRuns, following: Following) {
    this.#following = following;
    this.#subscriptions = [
      runs.onDidChange(() => {
        if (following.wanted().length === 0) return;
        for (const run of runs.list()) if (isFollowable(run)) void this.#follow(run);
      }),
      runs.onDidEnd((run) => void this.#finish(run)),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #follow(run: Run): Promise<void> {
    if (this.#followed.has(run.folder)) return;
    const life = { isAlive: true };
    this.#followed.set(run.folder, life);
    await this.#start(run);
    life.isAlive = false;
  }

  async #finish(run: Run): Promise<void> {
    const life = this.#followed.get(run.folder);
    this.#followed.delete(run.folder);
    if (life?.isAlive === true || !run.isOwn || run.request.operation !== 'train') return;
    if (!(await this.#following.isTaken(run))) await this.#start(run);
  }

  /** Settles when the follower has ended. */
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
