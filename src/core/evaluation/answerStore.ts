import type { Prediction } from './prediction.ts';
import { QuestionColumns } from '../dataset/questionStore.ts';
import type { Question } from '../dataset/question.ts';

/** A model's outputs for the questions of a dataset, by question. */
export class AnswerStore {
  readonly questions: QuestionColumns;
  readonly #outputs: (string | undefined)[];
  readonly #stopped: Uint8Array;
  readonly #logprobs: Float64Array;
  /** NaN where it is not known. */
  readonly #outputLogprobs: Float64Array;
  readonly #strangers = new Set<string>();
  #count = 0;
  #repeated = 0;

  constructor(questions: Iterable<Question>) {
    this.questions = QuestionColumns.of(questions);
    const { length } = this.questions;
    this.#outputs = new Array<string | undefined>(length).fill(undefined);
    this.#stopped = new Uint8Array(length);
    this.#logprobs = new Float64Array(length);
    this.#outputLogprobs = new Float64Array(length).fill(Number.NaN);
  }

  /** Number of answered questions. */
  get count(): number {
    return this.#count;
  }

  /** Predictions for questions that were answered already; the first one counts. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Distinct ids that match no question. */
  get unknown(): number {
    return this.#strangers.size;
  }

  add({ id, output, stopped, logprob, outputLogprob = Number.NaN }: Prediction): void {
    const index = this.questions.indexOf(id);
    const isKnown = index >= 0;
    if (isKnown ? this.#outputs[index] !== undefined : this.#strangers.has(id)) {
      this.#repeated++;
      return;
    }
    if (!isKnown) {
      this.#strangers.add(id);
      return;
    }
    this.#count++;
    const golden = this.questions.goldenAt(index);
    // Share the string where output and golden are equal: most are, once a model recalls.
    this.#outputs[index] = output === golden ? golden : output;
    this.#stopped[index] = stopped ? 1 : 0;
    this.#logprobs[index] = logprob;
    this.#outputLogprobs[index] = outputLogprob;
  }

  /** Undefined when the question has not been answered. */
  outputAt(index: number): string | undefined {
    return this.#outputs[index];
  }

  stoppedAt(index: number): boolean {
    return this.#stopped[index] === 1;
  }

  logprobAt(index: number): number {
    return this.#logprobs[index] ?? 0;
  }

  outputLogprobAt(index: number): number | undefined {
    const logprob = this.#outputLogprobs[index];
    return Number.isNaN(logprob) ? undefined : logprob;
  }
}
