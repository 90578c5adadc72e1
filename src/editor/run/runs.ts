import { type Run, isActive, isPredicted } from './run.ts';
import * as vscode from 'vscode';
import { initialRunState, isOver, type RunState } from '../../core/run/runState.ts';
import type { RunStatus } from '../../core/run/runRequest.ts';
import { localTargetName } from '../../core/target/targetSetting.ts';
import { UserError } from '../../core/common/userError.ts';
import { eachOf } from '../../host/files/eachOf.ts';
import { readTotals } from '../../host/evaluation/evaluateRun.ts';
import { listRuns, readRun, readRunStatus } from '../../host/run/runFolder.ts';
import { foreignRun } from '../../host/target/foreignRun.ts';
import { watchRun } from '../../host/run/watchRun.ts';
import type { Targets } from '../target/targets.ts';
import { localFolders, runsFolderOf } from '../common/workspaceFolder.ts';

const isUnheard = (run: Run): boolean =>
  isActive(run) && run.connection !== undefined && run.connection.state !== 'connected';

/** A folder among the runs that cannot be read as one, and why. */
export interface BrokenRun {
  readonly folder: string;
  readonly problem: string;
}

/** Files that are read at once, of however many runs. */
const atOnce = 32;

interface Watched {
  run: Run;
  /** It was active when this window first saw it, so its end is news. */
  readonly live: boolean;
  /** What its status said when this window first saw it, if that was its end. */
  readonly ended: RunStatus | undefined;
  readonly stop: AbortController;
}

/** How often the time since a host last responded is updated, in milliseconds. */
const ageEveryMs = 5000;

/** Views are drawn at most this often, however fast events arrive (a replay brings thousands). */
const drawEveryMs = 100;
/** The interval for mere progress: faster updates help no reader and slow down local training. */
const progressEveryMs = 1000;

/** All runs of the workspace, each rebuilt from its folder and followed while it is active. */
export class Runs implements vscode.Disposable {
  readonly #watched = new Map<string, Watched>();
  readonly #broken = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #ended = new vscode.EventEmitter<Run>();
  readonly #onBroken: (error: unknown) => void;
  readonly #targets: Targets;
  #drawing: { readonly due: number; readonly timer: NodeJS.Timeout } | undefined;
  readonly #ageing: NodeJS.Timeout;

  /** Fires when anything about a run has changed. */
  readonly onDidChange = this.#changed.event;
  /** Fires when an active run is over. */
  readonly onDidEnd = this.#ended.event;

  /** @param onBroken called when a run's folder cannot be read or followed */
  constructor(targets: Targets, onBroken: (error: unknown) => void) {
    this.#targets = targets;
    this.#onBroken = onBroken;
    this.#ageing = setInterval(() => {
      if (this.list().some(isUnheard)) this.#draw();
    }, ageEveryMs);
  }

  /** Newest first. */
  list(): readonly Run[] {
    return [...this.#watched.values()]
      .map(({ run }) => run)
      .sort((a, b) => (a.request.id < b.request.id ? 1 : -1));
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

  /** Finds the runs of every workspace folder, replays them, and forgets removed ones. */
  async discover(): Promise<void> {
    const found = await Promise.all(localFolders().map((at) => listRuns(runsFolderOf(at))));
    const folders = new Set(found.flat());
    for (const folder of this.#watched.keys()) if (!folders.has(folder)) this.#forget(folder);
    this.#broken.clear();
    // First what they are, then how they got on: with thousands, the view has its rows meanwhile.
    const news: Watched[] = [];
    await eachOf(folders, atOnce, async (folder) => {
      const watched = await this.#find(folder);
      if (watched) news.push(watched);
    });
    this.#draw();
    await eachOf(news, atOnce, (watched) => this.#watchUntilRead(watched));
    this.#draw();
  }

  /** Follows a run that this window has just started or resumed. */
  async follow(folder: string): Promise<void> {
    this.#forget(folder);
    const watched = await this.#attach(folder, undefined);
    if (watched) await this.#watchUntilRead(watched);
  }

  /** Looks at a run anew that has just been adopted. */
  async adopt(folder: string): Promise<void> {
    this.#forget(folder);
    const watched = await this.#find(folder);
    if (watched) await this.#watchUntilRead(watched);
  }

  /** Reads the score of a run that has just been evaluated. */
  async scored(folder: string): Promise<void> {
    const watched = this.#watched.get(folder);
    if (watched) await this.#readScore(watched);
  }

  dispose(): void {
    for (const folder of this.#watched.keys()) this.#forget(folder);
    clearTimeout(this.#drawing?.timer);
    clearInterval(this.#ageing);
    this.#changed.dispose();
    this.#ended.dispose();
  }

  async #find(folder: string): Promise<Watched | undefined> {
    if (this.#watched.has(folder)) return undefined;
    try {
      const status = await readRunStatus(folder);
      const isLive = status === undefined || status.state === 'running';
      return await this.#attach(folder, isLive ? undefined : status);
    } catch (error) {
      // One row says so; the others are none the worse.
      this.#broken.set(folder, error instanceof UserError ? error.message : String(error));
      return undefined;
    }
  }

  /** @param ended its status, if it is over */
  async #attach(folder: string, ended: RunStatus | undefined): Promise<Watched | undefined> {
    const { request, isOwn } = await readRun(folder);
    // Another call may have attached meanwhile: one watch a folder.
    if (this.#watched.has(folder)) return undefined;
    const stop = new AbortController();
    // Until its events are read: a run that is over is not active.
    const state = { ...initialRunState, status: ended?.state ?? initialRunState.status };
    const run = { folder, request, isOwn, state };
    const watched: Watched = { run, live: ended === undefined && isOwn, ended, stop };
    this.#watched.set(folder, watched);
    this.#draw();
    return watched;
  }

  async #watchUntilRead(watched: Watched): Promise<void> {
    await new Promise<void>((resolve) => void this.#watch(watched, resolve).finally(resolve));
  }

  /** @param onRead called once the run's existing events have been replayed */
  async #watch(watched: Watched, onRead: () => void): Promise<void> {
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
      if (error instanceof UserError) this.#broken.set(watched.run.folder, error.message);
      this.#onBroken(error);
    }
  }

  async #readScore(watched: Watched): Promise<void> {
    if (!isPredicted(watched.run)) return;
    const totals = await readTotals(watched.run.folder);
    if (totals === undefined) return;
    watched.run = { ...watched.run, totals };
    this.#draw();
  }

  #follow(watched: Watched, onState: (state: RunState) => void): Promise<RunState> {
    const { run, stop } = watched;
    return watchRun(run.folder, onState, {
      target: run.isOwn ? this.#targets.of(run) : foreignRun,
      // Of a run on a host, the results may not be here yet.
      ended: run.request.target === localTargetName ? watched.ended : undefined,
      onConnection: (connection) => {
        watched.run = { ...watched.run, connection };
        this.#draw();
      },
      signal: stop.signal,
    });
  }

  #set(watched: Watched, state: RunState): void {
    const { status } = watched.run.state;
    watched.run = { ...watched.run, state };
    this.#draw(state.status === status && isActive(watched.run) ? progressEveryMs : drawEveryMs);
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.stop.abort();
    this.#watched.delete(folder);
  }

  /** Draws after at most these milliseconds. */
  #draw(afterMs = drawEveryMs): void {
    const due = Date.now() + afterMs;
    if (this.#drawing && this.#drawing.due <= due) return;
    clearTimeout(this.#drawing?.timer);
    const draw = (): void => {
      this.#drawing = undefined;
      this.#changed.fire(undefined);
    };
    this.#drawing = { due, timer: setTimeout(draw, afterMs) };
  }
}
