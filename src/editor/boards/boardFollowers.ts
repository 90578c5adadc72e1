import { RunFollowers, type Following } from '../../host/boards/runFollowers.ts';
import { isOver } from '../../core/run/runState.ts';
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

const isTraining = ({ isOwn, request }: Run): boolean => isOwn && request.operation === 'train';

/**
 * Has the runs followed to boards that this window sees go on, and those brought to their end that ended while
 * neither a window nor a follower was there.
 */
export class BoardFollowers {
  readonly #followers: RunFollowers<Run>;
  readonly #following: Following<Run>;
  readonly #looked = new Set<string>();
  /** One after the other: there may be many. */
  #taking: Promise<void> = Promise.resolve();
  readonly #subscriptions: readonly Subscription[];

  constructor(runs: SeenRuns, following: Following<Run>) {
    this.#following = following;
    this.#followers = new RunFollowers(following);
    this.#subscriptions = [
      runs.onDidChange(() => {
        if (following.wanted().length === 0) return;
        for (const run of runs.list().filter(isTraining)) this.#see(run);
      }),
      runs.onDidEnd((run) => {
        if (isTraining(run)) void this.#followers.finish(run);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #see(run: Run): void {
    const isNew = !this.#looked.has(run.folder);
    this.#looked.add(run.folder);
    if (run.state.status === 'running') void this.#followers.follow(run);
    else if (isNew && isOver(run.state)) {
      this.#taking = this.#taking.then(() => this.#takeRest(run));
    }
  }

  async #takeRest(run: Run): Promise<void> {
    const isLeft = (await this.#following.standingOf(run)) === 'left';
    if (isLeft) await this.#followers.finish(run);
  }
}
