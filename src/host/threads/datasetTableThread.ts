import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import type { OpenedDatasetTable } from '../evaluation/openDatasetTable.ts';
import { RequestThread } from './requestThread.ts';

type Name = 'read' | 'answered' | 'problems' | 'rows' | 'details' | 'freeId';
type Parameters<Of extends Name> = globalThis.Parameters<OpenedDatasetTable[Of]>[0];
type Value<Of extends Name> = Awaited<ReturnType<OpenedDatasetTable[Of]>>;

export type WorkerRequest = {
  [Of in Name]: { readonly name: Of; readonly parameters: Parameters<Of> };
}[Name];

/**
 * The table of a questions.jsonl in a thread of its own: reading, ordering and searching a hundred
 * thousand lines never keep the caller's thread busy. Started by the first question.
 */
export class DatasetTableThread {
  readonly #thread: RequestThread<WorkerRequest>;

  /** @param script the built datasetTableWorker.ts */
  constructor(script = join(extensionFolder(), 'dist', 'datasetTableWorker.cjs')) {
    this.#thread = new RequestThread(script, { megabytes: 4000 });
  }

  ask<Of extends Name>(name: Of, parameters: Parameters<Of>): Promise<Value<Of>> {
    return this.#thread.ask({ name, parameters } as WorkerRequest);
  }

  dispose(): void {
    this.#thread.end(new UserError(say('This dataset has been closed.')));
  }
}
