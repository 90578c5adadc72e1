import { say, spoken } from '../../core/common/sentence.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../core/common/userError.ts';
import type { RunFollowers } from '../boards/runFollowers.ts';
import type { Point } from '../../core/experiment/experiment.ts';
import { initialRunState, isOver, type RunState } from '../../core/run/runState.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { isBeingStarted, withStartLock } from '../run/startLock.ts';
import { childrenAmong, childThatCounts, findChildren, type Child } from './children.ts';
import { writeResult } from './childResults.ts';
import { collectResults } from './collectResults.ts';
import { createChild } from './createChild.ts';
import type { Advisor } from './advisor.ts';
import { isAsked, readQueue, saveQueue } from './controls.ts';
import type { OpenExperiment } from './experimentFolder.ts';
import { followChild } from './followChild.ts';
import { Jobs, type Job } from './jobs.ts';
import type { Place, Slot } from './place.ts';

export interface QueueOptions {
  readonly places: readonly Place[];
  /** Takes up again what a person has cancelled, and tries again what has failed. */
  readonly again?: boolean;
  /** Stops hopeless runs early. */
  readonly advisor?: Advisor | undefined;
  /** Take each run to boards. */
  readonly boards?: Pick<RunFollowers<Child>, 'follow' | 'finish'> | undefined;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

const noRecalls = initialRunState.recalls;
/** How often the wishes of a person, and machines that are full, are looked at again. */
const lookMilliseconds = 500;
/** A trainer that dies again and again is not started a fourth time. */
const mostRestarts = 3;

/**
 * Runs what is left of an experiment, a run in each slot of its places at once, until each of its runs has ended
 * once: finished, failed, or cancelled by a person. Everything is in the folders of the runs: a queue that is
 * killed is gone on with by the next one, which first follows the runs that still live.
 *
 * @throws UserError when another queue has the experiment, or no place can train; the signal's reason when
 *   aborted, which leaves the runs alone
 */
export async function runQueue(open: OpenExperiment, options: QueueOptions): Promise<void> {
  if (await isBeingStarted(open.folder)) {
    throw new UserError(say('The experiment {0} is running already.', open.name));
  }
  await withStartLock(open.folder, () => new Queue(open, options).run());
}

class Queue {
  readonly #open: OpenExperiment;
  readonly #options: QueueOptions;
  readonly #jobs = new Jobs();
  readonly #problems: string[] = [];
  readonly #stopped = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #stop = new AbortController();
  readonly #cancelling = new AbortController();

  constructor(open: OpenExperiment, options: QueueOptions) {
    this.#open = open;
    this.#options = options;
  }

  get #isCancelling(): boolean {
    return this.#cancelling.signal.aborted;
  }

  async run(): Promise<void> {
    const { places, signal } = this.#options;
    const over = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    await this.#findJobs();
    await this.#save('running');
    const looking = this.#lookForWishes(over);
    try {
      await Promise.all(places.map((place) => this.#workAt(place, over)));
      signal?.throwIfAborted();
    } finally {
      this.#stop.abort();
      await looking;
    }
    const isLeft = this.#jobs.left > 0;
    if (isLeft && !this.#isCancelling && !this.#jobs.isPaused) {
      await this.#save('stopped');
      throw new UserError(
        say(
          'No machine is left for {0} of the runs. {1}',
          this.#jobs.left,
          this.#problems.join(' '),
        ),
      );
    }
    await this.#save(this.#isCancelling ? 'cancelled' : isLeft ? 'paused' : 'done');
  }

  /** What is to be done, by the folders of the runs: first those that have begun. */
  async #findJobs(): Promise<void> {
    const children = await findChildren(this.#open);
    for (const id of (await readQueue(this.#open.folder))?.stopped ?? []) this.#stopped.add(id);
    await this.#tellAdvisor([...children.values()].flat());
    for (const problem of await collectResults(this.#open, children)) this.#complain(problem);
    for (const point of this.#open.grid.points) {
      const child = childThatCounts((children.get(point.key) ?? []).filter(({ isOwn }) => isOwn));
      const isHere = this.#options.places.some(({ name }) => name === child?.place);
      if (child?.ended?.status === 'finished' || this.#stopped.has(child?.id ?? '')) continue;
      if (child?.ended === undefined || this.#options.again) {
        this.#jobs.add({ point, child: isHere ? child : undefined, restarts: 0 });
      }
    }
  }

  async #lookForWishes(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { folder } = this.#open;
      if (await isAsked(folder, 'cancel')) {
        this.#cancelling.abort();
        this.#jobs.pause();
      } else if (await isAsked(folder, 'pause')) this.#jobs.pause();
      await delay(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }

  async #workAt(place: Place, signal: AbortSignal): Promise<void> {
    let slots: readonly Slot[];
    try {
      slots = await place.slots(this.#patience(place.name, signal));
    } catch (error) {
      this.#giveUp(place.name, error, signal);
      return;
    }
    await Promise.all(slots.map((slot) => this.#workIn(slot, place, signal)));
  }

  async #workIn(slot: Slot, place: Place, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#gone.has(place.name)) return;
      const job = await this.#jobs.next(place.name, signal);
      if (job === undefined) return;
      try {
        await this.#runJob(job, slot, place, signal);
      } catch (error) {
        this.#jobs.putBack(job);
        if (signal.aborted) return;
        this.#giveUp(place.name, error, signal);
        return;
      }
    }
  }

  /** Runs a job to its end, or puts it back. Throws when the place is at fault. */
  async #runJob(job: Job, slot: Slot, place: Place, signal: AbortSignal): Promise<void> {
    const { point } = job;
    const child = job.child ?? (await this.#createChild(point, place));
    if (child === undefined) {
      this.#jobs.settle(job);
      return;
    }
    job.child = child;
    this.#say(`${child.id}: ${spoken(point.label)}, on ${slot.gpu ?? place.name}`);
    const end = await followChild(child.folder, slot, {
      signal,
      startSignal: this.#patience(place.name, signal),
      isCancelling: () => this.#isCancelling,
      mayLeave: () => this.#otherPlaces(place.name) > 0,
      hostMinutes: this.#open.experiment.limits.hostMinutes,
      onState: (state) => {
        void this.#judge(child, slot, state);
        if (state.status === 'running') void this.#options.boards?.follow(child);
      },
    });
    if (end.kind !== 'full') void this.#options.boards?.finish(child);
    switch (end.kind) {
      case 'gone':
        this.#complain(`${place.name} is out of reach: its runs go to other machines.`);
        this.#gone.add(place.name);
        this.#jobs.putBack(job);
        this.#jobs.release(place.name);
        return;
      case 'full':
        this.#jobs.putBack(job);
        await delay(10 * lookMilliseconds, undefined, { signal });
        return;
      case 'lost':
        job.restarts++;
        if (job.restarts <= mostRestarts && !this.#isCancelling) {
          this.#say(`${child.id}: its trainer was lost; it goes on from its last checkpoint`);
          this.#jobs.putBack(job);
          return;
        }
        break;
      case 'over':
        if (end.state.status === 'finished') await this.#keepResult(child, end.state);
    }
    this.#say(`${child.id}: ${end.kind === 'over' ? end.state.status : 'failed'}`);
    this.#jobs.settle(job);
  }

  /** What runs of an earlier queue have recalled, in the order of the epochs. */
  async #tellAdvisor(children: readonly Child[]): Promise<void> {
    const told = children.flatMap(({ id, ended }) =>
      (ended?.recalls.points ?? []).map((point) => ({ id, point })),
    );
    for (const { id, point } of told.sort((one, other) => one.point.epoch - other.point.epoch)) {
      await this.#options.advisor?.isHopeless(id, { recalls: { ...noRecalls, points: [point] } });
    }
  }

  async #judge({ id, folder }: Child, { target }: Slot, state: RunState): Promise<void> {
    const { advisor } = this.#options;
    if (advisor === undefined || isOver(state) || this.#stopped.has(id)) return;
    try {
      if (!(await advisor.isHopeless(id, state))) return;
    } catch (error) {
      const { message } = error as Error;
      if (!this.#problems.includes(message)) this.#complain(message);
      return;
    }
    if (this.#stopped.has(id)) return;
    this.#stopped.add(id);
    this.#say(`${id}: stopped early by ASHA, at epoch ${state.recalls.points.at(-1)?.epoch}`);
    await this.#save('running');
    // It may have ended by itself meanwhile.
    await target.end(folder, {}).catch(() => undefined);
  }

  /** Undefined where the point itself is at fault: its dataset or its recipe. */
  async #createChild(point: Point, place: Place): Promise<Child | undefined> {
    const base = await place.baseOf(point.base);
    try {
      const folder = await this.#jobs.alone(() =>
        createChild(this.#open, point, {
          base,
          target: place.via === undefined ? place.name : localTargetName,
          via: place.via,
        }),
      );
      return (await childrenAmong([folder], this.#open.name)).get(point.key)?.at(-1);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#complain(`${spoken(point.label)}: ${error.message}`);
      return undefined;
    }
  }

  async #keepResult(child: Child, state: RunState): Promise<void> {
    try {
      await writeResult(this.#open.folder, child, state);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#complain(`${child.id}: ${error.message}`);
    }
  }

  /** Aborted once a host has been out of reach for too long, and there are others. */
  #patience(place: string, signal: AbortSignal): AbortSignal {
    const ends = [signal, this.#cancelling.signal];
    if (this.#otherPlaces(place) > 0) {
      ends.push(AbortSignal.timeout(this.#open.experiment.limits.hostMinutes * 60_000));
    }
    return AbortSignal.any(ends);
  }

  #otherPlaces(place: string): number {
    return this.#options.places.filter(({ name }) => name !== place && !this.#gone.has(name))
      .length;
  }

  #giveUp(place: string, error: unknown, signal: AbortSignal): void {
    if (signal.aborted || this.#isCancelling) return;
    const isPlaces = error instanceof UserError || (error as Error).name === 'TimeoutError';
    if (!isPlaces) throw error;
    this.#gone.add(place);
    this.#jobs.release(place);
    this.#complain(`${place} is not used: ${(error as Error).message}`);
  }

  #complain(problem: string): void {
    this.#problems.push(problem);
    this.#say(problem);
  }

  #say(line: string): void {
    this.#options.say?.(line);
  }

  #save(state: Parameters<typeof saveQueue>[1]['state']): Promise<void> {
    const stopped = this.#stopped.size > 0 && { stopped: [...this.#stopped] };
    return saveQueue(this.#open.folder, { state, problems: this.#problems, ...stopped });
  }
}
