import { Worker } from 'node:worker_threads';
import { PendingRequests } from '../../core/common/pendingRequests.ts';
import { errorOf, type ThreadError } from './threadError.ts';

/** What a thread is sent. */
export type Numbered<Request> = Request & { readonly number: number };
export type ThreadAnswer = { number: number; value: unknown } | ({ number: number } & ThreadError);

/** A worker thread that answers requests one by one. Started by the first of them. */
export class RequestThread<Request extends object> {
  readonly #script: string;
  readonly #options: { readonly data?: unknown; readonly megabytes: number };
  readonly #open = new PendingRequests();
  #worker: Worker | undefined;

  /**
   * @param script of a thread that takes `Numbered` requests and posts a `ThreadAnswer` each
   * @param options its `workerData`, and the most memory it may take
   */
  constructor(script: string, options: { readonly data?: unknown; readonly megabytes: number }) {
    this.#script = script;
    this.#options = options;
  }

  /** @throws what the thread throws, and what it is ended for */
  ask<Value>(request: Request): Promise<Value> {
    const worker = (this.#worker ??= this.#start());
    return this.#open.ask((number) => {
      // The process may end while no request is pending, and only then.
      worker.ref();
      worker.postMessage({ ...request, number });
    });
  }

  /** Ends the thread and rejects pending requests; the next one starts another. */
  end(reason: Error): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#open.refuseAll(reason);
    void worker?.terminate();
  }

  #start(): Worker {
    const { data, megabytes } = this.#options;
    const worker = new Worker(this.#script, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    worker.on('message', (answer: ThreadAnswer) => {
      if ('value' in answer) this.#open.answer(answer.number, answer.value);
      else this.#open.refuse(answer.number, errorOf(answer));
      if (this.#open.size === 0) worker.unref();
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.end(error);
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.end(new Error(`The thread ${this.#script} ended.`));
    });
    worker.unref();
    return worker;
  }
}
