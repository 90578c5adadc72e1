import { isWhole, isPredicted, hasAdapter, type Run } from '../run/run.ts';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { EvaluationRow } from '../../core/evaluation/evaluation.ts';
import { longestOutput, type EarlierOutput } from '../../core/pages/evaluationMessages.ts';
import { EvaluationThread } from '../../host/threads/evaluationThread.ts';
import { runLabelInFull } from '../run/runTexts.ts';
import type { Runs } from '../run/runs.ts';
import { readSkewLimit } from '../settings/skewLimit.ts';

/** A run's output for a question. */
export interface Answered {
  readonly run: Run;
  readonly row: EvaluationRow;
}

/** Maximum number of cached evaluations (least recently used is dropped). */
const mostKept = 6;

/**
 * The evaluations shown inline: in questions.jsonl, in the table, as tests. Each is held by a
 * worker thread, so that reading and scoring never block the editor.
 */
export class EvaluationCache implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #kept = new Map<string, EvaluationThread>();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  /** Fires when another run may be a dataset's latest. */
  readonly onDidChange = this.#changed.event;

  constructor(runs: Runs) {
    this.#runs = runs;
    let known = '';
    this.#subscription = vscode.Disposable.from(
      runs.onDidEnd(({ folder }) => {
        this.#forget(folder);
        this.#changed.fire(undefined);
      }),
      // Created or removed by a terminal or another window.
      runs.onDidChange(() => {
        const now = runs
          .list()
          .filter(isPredicted)
          .map(({ folder }) => folder)
          .join();
        if (now !== known) this.#changed.fire(undefined);
        known = now;
      }),
    );
  }

  /** The runs of a dataset that answered every question, newest first. */
  runsOf(questionsPath: string): readonly Run[] {
    return this.#runs.list().filter((run) => isPredicted(run) && isAbout(run, questionsPath));
  }

  /** The newest of them that asked its adapter the whole dataset. */
  latestOf(questionsPath: string): Run | undefined {
    return this.runsOf(questionsPath).find((run) => isWhole(run) && hasAdapter(run));
  }

  /**
   * The evaluation of a run, for immediate use: do not keep it. Its methods throw as `evaluateRun`
   * does.
   */
  of(runFolder: string): EvaluationThread {
    const evaluation =
      this.#kept.get(runFolder) ??
      new EvaluationThread({ runFolder, skewLimit: readSkewLimit(vscode.Uri.file(runFolder)) });
    this.#kept.delete(runFolder);
    this.#kept.set(runFolder, evaluation);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#forget(oldest);
    return evaluation;
  }

  /** Scores everything again after a change of the scoring settings. */
  rescore(): void {
    for (const folder of [...this.#kept.keys()]) this.#forget(folder);
    this.#changed.fire(undefined);
  }

  /** The latest runs' outputs for a question, newest first; unreadable runs are skipped. */
  async historyOf(questionsPath: string, id: string): Promise<readonly Answered[]> {
    const runs = this.runsOf(questionsPath).slice(0, mostKept);
    const answers = await Promise.all(
      runs.map(async (run) => {
        const row = await this.of(run.folder)
          .row(id)
          .catch(() => undefined);
        return row === undefined ? [] : [{ run, row }];
      }),
    );
    return answers.flat();
  }

  /** The same of a run's question, without that run. */
  async earlierOutputs(runFolder: string, id: string): Promise<readonly EarlierOutput[]> {
    const run = this.#runs.get(runFolder);
    if (run === undefined) return [];
    const history = await this.historyOf(run.request.questions.source, id);
    return history.filter((answered) => answered.run !== run).map(earlierOutput);
  }

  /** The same of a question of a dataset. */
  async outputsFor(questionsPath: string, id: string): Promise<readonly EarlierOutput[]> {
    return (await this.historyOf(questionsPath, id)).map(earlierOutput);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    for (const folder of [...this.#kept.keys()]) this.#forget(folder);
  }

  #forget(runFolder: string): void {
    this.#kept.get(runFolder)?.dispose();
    this.#kept.delete(runFolder);
  }
}

const earlierOutput = ({ run, row }: Answered): EarlierOutput => ({
  label: runLabelInFull(run),
  output: row.output.trim().slice(0, longestOutput),
  isExact: row.verdict === 'exact',
});

/** Made from that dataset, or from its copy of it. */
const isAbout = ({ folder, request }: Run, questionsPath: string): boolean =>
  request.questions.source === questionsPath ||
  join(folder, request.questions.path) === questionsPath;

/** `F/NAME.csv` → `F/NAME.dataset/questions.jsonl`. */
export const questionsPathOfTable = (tablePath: string): string =>
  join(
    dirname(tablePath),
    `${basename(tablePath).replace(/\.[^.]*$/, '')}.dataset`,
    'questions.jsonl',
  );
