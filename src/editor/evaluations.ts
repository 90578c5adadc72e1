import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { EvaluationRow } from '../core/evaluation.ts';
import { evaluateRun, type RunEvaluation } from '../host/evaluation.ts';
import { isPredicted } from './chooseRun.ts';
import { hasAdapter } from './evaluate.ts';
import type { Run, Runs } from './runs.ts';

/** What one run said to one question. */
export interface Answered {
  readonly run: Run;
  readonly row: EvaluationRow;
}

export interface Seen {
  readonly evaluation: RunEvaluation;
  readonly byId: ReadonlyMap<string, EvaluationRow>;
}

/** Runs whose rows are kept; those used longest ago are read again when wanted. */
const mostKept = 6;

/** The evaluations behind what is shown inline: in questions.jsonl and in the table. */
export class Evaluations implements vscode.Disposable {
  readonly #runs: Runs;
  readonly #kept = new Map<string, Promise<Seen>>();
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscription: vscode.Disposable;

  /** Another run may be the latest of a dataset. */
  readonly onDidChange = this.#changed.event;

  constructor(runs: Runs) {
    this.#runs = runs;
    let known = '';
    this.#subscription = vscode.Disposable.from(
      runs.onDidEnd(({ folder }) => {
        this.#kept.delete(folder);
        this.#changed.fire(undefined);
      }),
      // A terminal or another window may have made one, or removed it.
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

  /** The runs over a dataset that were asked to the end, newest first. */
  runsOf(questionsPath: string): readonly Run[] {
    return this.#runs.list().filter((run) => isPredicted(run) && isAbout(run, questionsPath));
  }

  /** The newest of them that asked its adapter every question. */
  latestOf(questionsPath: string): Run | undefined {
    return this.runsOf(questionsPath).find((run) => isWhole(run) && hasAdapter(run));
  }

  /** @throws UserError as `evaluateRun` does */
  of(run: Run): Promise<Seen> {
    const kept = this.#kept.get(run.folder);
    if (kept !== undefined) {
      this.#kept.delete(run.folder);
      this.#kept.set(run.folder, kept);
      return kept;
    }
    const seen = evaluateRun(run.folder).then((evaluation) => ({
      evaluation,
      byId: new Map(evaluation.rows.map((row) => [row.question.id, row])),
    }));
    this.#kept.set(run.folder, seen);
    seen.catch(() => this.#kept.delete(run.folder));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return seen;
  }

  /** What the latest runs said to a question, the newest first; runs that cannot be read are left out. */
  async historyOf(questionsPath: string, id: string): Promise<readonly Answered[]> {
    const runs = this.runsOf(questionsPath).slice(0, mostKept);
    const answers = await Promise.all(
      runs.map(async (run) => {
        const row = await this.of(run).then(
          ({ byId }) => byId.get(id),
          () => undefined,
        );
        return row === undefined ? [] : [{ run, row }];
      }),
    );
    return answers.flat();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#kept.clear();
  }
}

/** True when it asked all questions of its dataset. */
export const isWhole = ({ request }: Run): boolean => request.questions.sourceSha256 === undefined;

/** Made from that dataset, or its own copy of it. */
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
