import { say, spoken, type Text } from '../../core/common/sentence.ts';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { PendingRequests } from '../../core/common/pendingRequests.ts';
import type { Parity } from '../../core/evaluation/parity.ts';
import type { Message } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { onAbort } from '../process/onAbort.ts';
import { oneThread } from './ggufThreads.ts';
import type { AnswerOptions, OnnxAnswer } from './onnxModel.ts';

export interface OnnxRequest {
  readonly number: number;
  readonly folder: string;
  readonly file: string;
  readonly asked:
    | {
        readonly name: 'answer';
        readonly conversations: readonly (readonly Message[])[];
        readonly options: Omit<AnswerOptions, 'onProgress'>;
      }
    | { readonly name: 'parity'; readonly runFolder: string };
}
export type OnnxMessage =
  | { readonly number: number; readonly done: number }
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly error: Text; readonly isBug: boolean };

/** Progress and cancellation of a request. */
interface Following {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * An exported model in a process of its own: the runtime blocks its thread while computing, and a
 * crash in native code must not take the editor down. Started by the first request.
 */
export class OnnxProcess {
  readonly #folder: string;
  readonly #file: string;
  readonly #script: string;
  readonly #open = new PendingRequests();
  #child: ChildProcess | undefined;

  /** @param script the built onnxWorker.ts */
  constructor(
    folder: string,
    file: string,
    script = join(extensionFolder(), 'dist', 'onnxWorker.cjs'),
  ) {
    this.#folder = folder;
    this.#file = file;
    this.#script = script;
  }

  /**
   * Greedy answers, in the order of the conversations. Aborting ends the process.
   *
   * @throws UserError when the model cannot be loaded or its process dies
   */
  answer(
    conversations: readonly (readonly Message[])[],
    options: Following & {
      readonly batchSize: number;
      readonly maxTokens: number;
      /** Return tokens with probabilities; off for bulk work. */
      readonly withTokens?: true;
    },
  ): Promise<readonly OnnxAnswer[]> {
    const { batchSize, maxTokens, withTokens = false, ...following } = options;
    const wanted = { batchSize, maxTokens, withTokens };
    return this.#ask({ name: 'answer', conversations, options: wanted }, following);
  }

  /**
   * Compares its answers with those of a run's adapter; reports progress as a share.
   *
   * @throws as `answer` does
   */
  parity(runFolder: string, following: Following): Promise<Parity> {
    return this.#ask({ name: 'parity', runFolder }, following);
  }

  dispose(): void {
    this.#end(new UserError(say('The model has been closed.')));
  }

  async #ask<Value>(
    asked: OnnxRequest['asked'],
    { signal, onProgress }: Following,
  ): Promise<Value> {
    signal?.throwIfAborted();
    const child = (this.#child ??= this.#start());
    const [folder, file] = [this.#folder, this.#file];
    const answer = this.#open.ask<Value>((number) => {
      child.send({ number, folder, file, asked } satisfies OnnxRequest);
    }, onProgress);
    return onAbort(answer, signal, (reason) => {
      this.#end(reason);
    });
  }

  #start(): ChildProcess {
    const child = fork(this.#script, [], {
      // In VS Code the executable is Electron.
      env: {
        ...process.env,
        ELECTRON_RUN_AS_NODE: '1',
        ...(this.#file.endsWith('.gguf') && oneThread),
      },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message: OnnxMessage) => {
      const { number } = message;
      if ('done' in message) this.#open.progress(number, message.done);
      else if ('value' in message) this.#open.answer(number, message.value);
      else {
        const { error, isBug } = message;
        this.#open.refuse(number, isBug ? new Error(spoken(error)) : new UserError(error));
      }
    });
    child.on('error', (error) => {
      if (this.#child === child) this.#end(error);
    });
    child.on('exit', (code) => {
      const reason = say(
        'The process of the exported model ended ({0}). It may have run out of memory.',
        code ?? 'killed',
      );
      if (this.#child === child) this.#end(new UserError(reason));
    });
    return child;
  }

  #end(reason: Error): void {
    const child = this.#child;
    this.#child = undefined;
    this.#open.refuseAll(reason);
    child?.kill('SIGKILL');
  }
}
