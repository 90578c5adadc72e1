import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PendingRequests } from '../../core/common/pendingRequests.ts';
import type { RecallTestPage } from '../../core/evaluation/recallTestItem.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import type { EvaluationName, OpenedEvaluation } from '../evaluation/openEvaluation.ts';
import { errorOf, type ThreadError } from './threadError.ts';

/** What can be asked: each function of an opened evaluation, and its summary. */
type Calls = {
  readonly [Name in FunctionName]: {
    parameters: Parameters<OpenedEvaluation[Name]>[0];
    value: Awaited<ReturnType<OpenedEvaluation[Name]>>;
  };
} & { readonly summary: { parameters: null; value: OpenedEvaluation['summary'] } };
type FunctionName = Exclude<keyof OpenedEvaluation, 'summary'>;

export type WorkerRequest = {
  [Name in keyof Calls]: { number: number; name: Name; parameters: Calls[Name]['parameters'] };
}[keyof Calls];
export type WorkerAnswer = { number: number; value: unknown } | ({ number: number } & ThreadError);

/**
 * An evaluation in a thread of its own: scoring, sorting and searching a million rows, or a regular
 * expression without end, never keep the caller's thread busy. Started by the first question.
 */
export class EvaluationThread {
  readonly #name: EvaluationName;
  readonly #script: string;
  readonly #patience: number;
  readonly #open = new PendingRequests();
  #worker: Worker | undefined;

  /**
   * @param script the built evaluationWorker.ts
   * @param patience milliseconds after which a regular expression is given up: some would never end
   */
  constructor(
    name: EvaluationName,
    script = join(extensionFolder(), 'dist', 'evaluationWorker.cjs'),
    patience = 5000,
  ) {
    this.#name = name;
    this.#script = script;
    this.#patience = patience;
  }

  summary(): Promise<Calls['summary']['value']> {
    return this.#ask('summary', null);
  }

  /** @throws UserError also where a regular expression takes longer than our patience */
  async rows(parameters: Calls['rows']['parameters']): Promise<Calls['rows']['value']> {
    const { text, regularExpression } = parameters.query.search;
    if (!regularExpression || text === '') return this.#ask('rows', parameters);
    // What came before, such as reading the files, is not the expression's fault.
    await this.summary();
    const giveUp = setTimeout(() => {
      this.#end(new UserError('This regular expression takes too long. Use a simpler one.'));
    }, this.#patience);
    try {
      return await this.#ask('rows', parameters);
    } finally {
      clearTimeout(giveUp);
    }
  }

  exported(parameters: Calls['exported']['parameters']): Promise<string> {
    return this.#ask('exported', parameters);
  }

  async exportTo(parameters: Calls['exportTo']['parameters']): Promise<void> {
    await this.#ask('exportTo', parameters);
  }

  row(id: string): Promise<Calls['row']['value']> {
    return this.#ask('row', id);
  }

  asked(text: string): Promise<Calls['asked']['value']> {
    return this.#ask('asked', text);
  }

  suggestions(count: number): Promise<string[]> {
    return this.#ask('suggestions', count);
  }

  tests(start: number): Promise<RecallTestPage> {
    return this.#ask('tests', start);
  }

  heatMap(text: string): Promise<Calls['heatMap']['value']> {
    return this.#ask('heatMap', text);
  }

  heatCell(offset: number): Promise<Calls['heatCell']['value']> {
    return this.#ask('heatCell', offset);
  }

  dispose(): void {
    this.#end(new UserError('This evaluation has been closed.'));
  }

  #ask<Name extends keyof Calls>(
    name: Name,
    parameters: Calls[Name]['parameters'],
  ): Promise<Calls[Name]['value']> {
    const worker = (this.#worker ??= this.#start());
    return this.#open.ask((number) => {
      // The process may end while no request is pending, and only then.
      worker.ref();
      worker.postMessage({ number, name, parameters });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, {
      workerData: this.#name,
      // A million rows take more than the default.
      resourceLimits: { maxOldGenerationSizeMb: 4000 },
    });
    worker.on('message', (answer: WorkerAnswer) => {
      if ('value' in answer) this.#open.answer(answer.number, answer.value);
      else this.#open.refuse(answer.number, errorOf(answer));
      if (this.#open.size === 0) worker.unref();
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#end(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#end(new Error('The thread of the evaluation ended.'));
    });
    worker.unref();
    return worker;
  }

  /** Ends the thread and rejects pending requests; the next one starts another. */
  #end(reason: Error): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#open.refuseAll(reason);
    void worker?.terminate();
  }
}
