import { type Run, isActive, isPredicted } from './run.ts';
import * as vscode from 'vscode';
import { isOver, type RunState } from '../../core/run/runState.ts';
import { batchesOf } from '../../core/common/batchesOf.ts';
import { oneAtATime } from '../../core/common/oneAtATime.ts';
import { UserError } from '../../core/common/userError.ts';
import { eachOf } from '../../host/files/eachOf.ts';
import { readTotals } from '../../host/evaluation/evaluateRun.ts';
import { ownKeys, type OwnKeys } from '../../host/run/ownRuns.ts';
import { listRunFolders, notRun } from '../../host/run/runFolder.ts';
import type { SurveyedRun } from '../../host/run/surveyRuns.ts';
import { RunsThread, type ReadRun } from '../../host/threads/runsThread.ts';
import { foreignRun } from '../../host/target/foreignRun.ts';
import { watchRun } from '../../host/run/watchRun.ts';
import { ThrottledEvent } from '../common/throttledEvent.ts';
import { watchedRun, type BrokenRun, type WatchedRun } from './watchedRun.ts';
import type { Targets } from '../target/targets.ts';
import { localFolders, runsFolderOf } from '../common/workspaceFolder.ts';

const isUnheard = (run: Run): boolean =>
  isActive(run) && run.connection !== undefined && run.connection.state !== 'connected';

/** Runs whose events are replayed at once, however many there are. */
const atOnce = 32;
/** Folders that the thread is sent at once: what is asked meanwhile waits for no more than these. */
const batchSize = 200;
/** Milliseconds after which the time since a host last responded is drawn again. */
const ageEveryMs = 5000;

/** Views are drawn at most this often, however fast events arrive (a replay brings thousands). */
const drawEveryMs = 100;
/** The interval for mere progress: faster updates help no reader and slow down local training. */
const progressEveryMs = 1000;

/**
 * All runs of the workspace, each rebuilt from its folder and followed while it is active. Of one that is
 * over, what was asked and how it ended is known at once, and the rest by `read`.
 */
export class Runs implements vscode.Disposable {
  readonly #watched = new Map<string, WatchedRun>();
  readonly #broken = new Map<string, BrokenRun['problem']>();
  readonly #changed = new ThrottledEvent();
  readonly #ended = new vscode.EventEmitter<Run>();
  readonly #onBroken: (error: unknown) => void;
  readonly #targets: Targets;
  readonly #thread: RunsThread;
  #sorted: readonly Run[] | undefined;
  readonly #ageing: NodeJS.Timeout;

  /** Fires when anything about a run has changed. */
  readonly onDidChange = this.#changed.event;
  /** Fires when an active run is over. */
  readonly onDidEnd = this.#ended.event;

  /** @param onBroken called when a run's folder cannot be read or followed */
  constructor(
    targets: Targets,
    onBroken: (error: unknown) => void,
    thread: RunsThread = new RunsThread(),
  ) {
    this.#targets = targets;
    this.#onBroken = onBroken;
    this.#thread = thread;
    this.#ageing = setInterval(() => {
      if (this.list().some(isUnheard)) this.#draw();
    }, ageEveryMs);
  }

  /** Newest first. */
  list(): readonly Run[] {
    this.#sorted ??= [...this.#watched.values()]
      .map(({ run }) => run)
      .sort((a, b) => (a.request.id < b.request.id ? 1 : -1));
    return this.#sorted;
  }

  /** Newest first, as far as their names tell. */
  broken(): readonly BrokenRun[] {
    return [...this.#broken]
      .map(([folder, problem]) => ({ folder, problem }))
      .sort((a, b) => (a.folder < b.folder ? 1 : -1));
  }

  get(folder: string): Run | undefined {
    return this.#watched.get(folder)?.run;
  }

  /** The newest active run, optionally on one target. */
  active(target?: string): Run | undefined {
    return this.list().find(
      (run) => isActive(run) && (target === undefined || run.request.target === target),
    );
  }

  /** Finds the runs of every workspace folder, follows those that go on, and forgets removed ones. */
  readonly discover = oneAtATime(() => this.#discover());

  /** Reads how runs got on that are over, unless that is known: for whatever shows it. */
  async read(runs: Iterable<Pick<Run, 'folder'>>): Promise<void> {
    const wanted = [...runs].flatMap(({ folder }) => this.#watched.get(folder) ?? []);
    const unread = wanted.filter(({ ended, reading }) => ended && !reading);
    for (const batch of batchesOf(unread, batchSize)) {
      const reading = this.#readBatch(batch);
      for (const watched of batch) watched.reading = reading;
    }
    await Promise.all(new Set(wanted.flatMap(({ reading }) => reading ?? [])));
  }

  /** Follows a run that this window has just started or resumed. */
  async follow(folder: string): Promise<void> {
    this.#forget(folder);
    const watched = await this.#attach(folder, { isStarted: true });
    if (watched) await this.#watchUntilRead(watched);
  }

  /** Looks at a run anew that has just been adopted. */
  async adopt(folder: string): Promise<void> {
    this.#forget(folder);
    const watched = await this.#attach(folder, { isStarted: false });
    if (watched?.ended) await this.read([watched.run]);
    else if (watched) await this.#watchUntilRead(watched);
  }

  /** Takes over a name that a run has just been given, or lost. */
  renamed(folder: string, name: string | undefined): void {
    const watched = this.#watched.get(folder);
    if (watched) this.#update(watched, { name });
    this.#draw();
  }

  /** Reads the score of a run that has just been evaluated. */
  async scored(folder: string): Promise<void> {
    const watched = this.#watched.get(folder);
    if (watched) await this.#readScore(watched);
  }

  dispose(): void {
    for (const folder of this.#watched.keys()) this.#forget(folder);
    clearInterval(this.#ageing);
    this.#thread.dispose();
    this.#changed.dispose();
    this.#ended.dispose();
  }

  async #discover(): Promise<void> {
    const found = await Promise.all(localFolders().map((at) => listRunFolders(runsFolderOf(at))));
    const folders = new Set(found.flat());
    for (const folder of this.#watched.keys()) if (!folders.has(folder)) this.#forget(folder);
    for (const folder of this.#broken.keys()) if (!folders.has(folder)) this.#broken.delete(folder);
    // The newest first: they are in view while the others are read.
    let following = Promise.resolve();
    const unknown = [...folders].filter((folder) => !this.#watched.has(folder));
    const batches = batchesOf(unknown, batchSize);
    let next = this.#survey(batches[0]);
    for (const [i, batch] of batches.entries()) {
      const surveyed = next;
      next = this.#survey(batches[i + 1]); // read while this thread adds what has been
      const added = this.#addAll(batch, await surveyed, await ownKeys());
      const live = added.filter(({ ended }) => !ended);
      following = following.then(() => eachOf(live, atOnce, (one) => this.#watchUntilRead(one)));
      this.#draw();
    }
    await following;
    this.#draw();
  }

  #survey(folders: readonly string[] | undefined): Promise<SurveyedRun[]> {
    const surveying = folders ? this.#thread.survey(folders) : Promise.resolve([]);
    surveying.catch(() => undefined); // awaited later
    return surveying;
  }

  /** Adds the runs among `folders`; of the others, one row each says what is wrong. */
  #addAll(folders: readonly string[], surveyed: SurveyedRun[], own: OwnKeys): WatchedRun[] {
    for (const folder of folders) this.#broken.delete(folder);
    return surveyed.flatMap((run) => {
      if (run.problem === undefined) return this.#add(run, own) ?? [];
      this.#broken.set(run.folder, run.problem);
      return [];
    });
  }

  /** @throws UserError when the folder is not a run */
  async #attach(
    folder: string,
    { isStarted }: { readonly isStarted: boolean },
  ): Promise<WatchedRun | undefined> {
    const [[run], own] = await Promise.all([this.#thread.survey([folder]), ownKeys()]);
    if (run === undefined) throw notRun(folder);
    if (run.problem !== undefined) throw new UserError(run.problem);
    this.#broken.delete(folder);
    // What its status says is of before it was started again.
    const watched = this.#add(isStarted ? { ...run, status: undefined } : run, own);
    this.#draw();
    return watched;
  }

  /** Undefined where another call has added it meanwhile: one watch a folder. */
  #add(...found: Parameters<typeof watchedRun>): WatchedRun | undefined {
    const watched = watchedRun(...found);
    const { folder } = watched.run;
    if (this.#watched.has(folder)) return undefined;
    this.#watched.set(folder, watched);
    this.#sorted = undefined;
    return watched;
  }

  async #readBatch(batch: readonly WatchedRun[]): Promise<void> {
    const found = await this.#thread
      .read(
        batch.flatMap(({ run: { folder }, ended }) => (ended ? [{ folder, process: ended }] : [])),
      )
      .catch((error: unknown) => {
        this.#onBroken(error);
        return [];
      });
    const toFollow = found.flatMap((run) => this.#take(run) ?? []);
    this.#draw();
    await eachOf(toFollow, atOnce, (watched) => this.#watchUntilRead(watched));
  }

  /** The run, where it has to be followed. */
  #take({ folder, state, totals, problem }: ReadRun): WatchedRun | undefined {
    const watched = this.#watched.get(folder);
    if (watched === undefined) return undefined;
    if (problem !== undefined) this.#broken.set(folder, problem);
    else if (state === undefined) return watched;
    else this.#update(watched, { state, ...(totals && { totals }) });
    return undefined;
  }

  #update(watched: WatchedRun, changes: Partial<Run>): void {
    watched.run = { ...watched.run, ...changes };
    this.#sorted = undefined;
  }

  async #watchUntilRead(watched: WatchedRun): Promise<void> {
    await new Promise<void>((resolve) => void this.#watch(watched, resolve).finally(resolve));
  }

  /** @param onRead called once the run's existing events have been replayed */
  async #watch(watched: WatchedRun, onRead: () => void): Promise<void> {
    const { live, stop } = watched;
    let isGoingOn = false;
    const onState = (state: RunState): void => {
      onRead();
      isGoingOn ||= !isOver(state);
      // A resumed run reports its earlier end until its trainer writes again.
      this.#set(watched, live && !isGoingOn ? { ...state, status: 'starting' } : state);
    };
    try {
      const state = await this.#follow(watched, onState);
      if (stop.signal.aborted) return;
      this.#set(watched, state);
      await this.#readScore(watched);
      if (live) this.#ended.fire(watched.run);
    } catch (error) {
      if (stop.signal.aborted) return;
      if (error instanceof UserError) this.#broken.set(watched.run.folder, error.text);
      this.#onBroken(error);
    }
  }

  async #readScore(watched: WatchedRun): Promise<void> {
    if (!isPredicted(watched.run)) return;
    const totals = await readTotals(watched.run.folder);
    if (totals === undefined) return;
    this.#update(watched, { totals });
    this.#draw();
  }

  #follow(watched: WatchedRun, onState: (state: RunState) => void): Promise<RunState> {
    const { run, stop } = watched;
    return watchRun(run.folder, onState, {
      target: run.isOwn ? this.#targets.of(run) : foreignRun,
      onConnection: (connection) => {
        this.#update(watched, { connection });
        this.#draw();
      },
      signal: stop.signal,
    });
  }

  #set(watched: WatchedRun, state: RunState): void {
    const { status } = watched.run.state;
    this.#update(watched, { state });
    this.#draw(state.status === status && isActive(watched.run) ? progressEveryMs : drawEveryMs);
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.stop.abort();
    this.#watched.delete(folder);
    this.#sorted = undefined;
  }

  /** Draws after at most these milliseconds. */
  #draw(afterMs = drawEveryMs): void {
    this.#changed.fireWithin(afterMs);
  }
}
