import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import type { RecallTestPage } from '../../core/evaluation/recallTestItem.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import type { EvaluationName, OpenedEvaluation } from '../evaluation/openEvaluation.ts';
import { RequestThread } from './requestThread.ts';

/** What can be asked: each function of an opened evaluation, and its summary. */
type Calls = {
  readonly [Name in FunctionName]: {
    parameters: Parameters<OpenedEvaluation[Name]>[0];
    value: Awaited<ReturnType<OpenedEvaluation[Name]>>;
  };
} & { readonly summary: { parameters: null; value: OpenedEvaluation['summary'] } };
type FunctionName = Exclude<keyof OpenedEvaluation, 'summary'>;

export type WorkerRequest = {
  [Name in keyof Calls]: { name: Name; parameters: Calls[Name]['parameters'] };
}[keyof Calls];

/**
 * An evaluation in a thread of its own: scoring, sorting and searching a million rows, or a regular
 * expression without end, never keep the caller's thread busy. Started by the first question.
 */
export class EvaluationThread {
  readonly #thread: RequestThread<WorkerRequest>;
  readonly #patience: number;

  /**
   * @param script the built evaluationWorker.ts
   * @param patience milliseconds after which a regular expression is given up: some would never end
   */
  constructor(
    name: EvaluationName,
    script = join(extensionFolder(), 'dist', 'evaluationWorker.cjs'),
    patience = 5000,
  ) {
    // A million rows take more memory than the default.
    this.#thread = new RequestThread(script, { data: name, megabytes: 4000 });
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
      this.#thread.end(
        new UserError(say('This regular expression takes too long. Use a simpler one.')),
      );
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

  details(id: string): Promise<Calls['details']['value']> {
    return this.#ask('details', id);
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
    this.#thread.end(new UserError(say('This evaluation has been closed.')));
  }

  #ask<Name extends keyof Calls>(
    name: Name,
    parameters: Calls[Name]['parameters'],
  ): Promise<Calls[Name]['value']> {
    return this.#thread.ask({ name, parameters } as WorkerRequest);
  }
}
