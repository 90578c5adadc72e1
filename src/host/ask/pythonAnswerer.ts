import { say, type Sentence } from '../../core/common/sentence.ts';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { checkJson } from '../../core/common/checkValue.ts';
import { count, line } from '../../core/common/schemas.ts';
import { failureError } from '../../core/run/trainerFailures.ts';
import { PendingRequests } from '../../core/common/pendingRequests.ts';
import type { Message } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Answerer } from './answerer.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { trainerCommand } from '../python/trainerCommand.ts';
import { onAbort } from '../process/onAbort.ts';

type Answer = Awaited<ReturnType<Answerer['answer']>>;

const output = v.object({
  output: v.string(),
  tokens: v.array(v.object({ text: v.string(), probability: v.number() })),
});
const parameter = v.union([v.string(), v.number()]);

/** An output line of `python -m cricket_lora.ask`, but the first. */
const toldSchema = v.union([
  v.object({ number: count, adapter: output, base: v.exactOptional(output) }),
  v.objectWithRest({ number: count, refused: line(100) }, parameter),
  v.objectWithRest({ failed: line(100) }, parameter),
]);

const lastLineCount = 5;

/**
 * A run's model in a persistent Python process, for runs without an export. Started by the first
 * question.
 */
export class PythonAnswerer implements Answerer {
  readonly #python: string;
  readonly #runFolder: string;
  readonly #open = new PendingRequests();
  #child: ChildProcessWithoutNullStreams | undefined;

  /** @param python an interpreter with the trainer's packages */
  constructor(python: string, runFolder: string) {
    this.#python = python;
    this.#runFolder = runFolder;
  }

  /** @throws UserError when the model cannot be loaded or its process ends */
  async answer(
    messages: readonly Message[],
    { signal }: { readonly maxTokens: number; readonly signal?: AbortSignal },
  ): Promise<Answer> {
    signal?.throwIfAborted();
    const child = (this.#child ??= this.#start());
    const answer = this.#open.ask<Answer>((number) => {
      child.stdin.write(`${JSON.stringify({ number, messages })}\n`);
    });
    return onAbort(answer, signal, (reason) => {
      this.#end(reason);
    });
  }

  parity(): Promise<Sentence> {
    return Promise.resolve(say('Answered by the adapter itself, in Python.'));
  }

  dispose(): void {
    this.#end(new UserError(say('The model has been closed.')));
  }

  #start(): ChildProcessWithoutNullStreams {
    const trainer = join(extensionFolder(), 'trainer');
    const request = join(this.#runFolder, 'run.json');
    const { args, ...place } = trainerCommand(trainer, 'cricket_lora.ask', request);
    const child = spawn(this.#python, args, { ...place, windowsHide: true });
    const lastLines: string[] = [];
    let failure: UserError | undefined;
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (lastLines.push(line) > lastLineCount) lastLines.shift();
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      // What libraries print is nothing of ours.
      const told = checkJson(toldSchema, text).value;
      if (told === undefined) return;
      if ('adapter' in told) {
        const { number, ...answer } = told;
        this.#open.answer(Number(number), answer);
      } else if ('refused' in told) {
        const { number, refused, ...parameters } = told;
        this.#open.refuse(Number(number), failureError(String(refused), parameters));
      } else {
        const { failed, ...parameters } = told;
        failure = failureError(failed, parameters);
      }
    });
    // A write error adds nothing to the process's exit.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      if (this.#child === child) this.#end(error);
    });
    child.on('close', (code) => {
      const said = lastLines.at(-1) ?? `exit ${code ?? 'by a signal'}`;
      const ended = new UserError(say("The model's Python process ended: {0}", said), 'show log');
      if (this.#child === child) this.#end(failure ?? ended);
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
