import type { AnswerStore } from './answerStore.ts';
import { ComputedList } from '../common/lazyList.ts';
import type { Question } from '../dataset/question.ts';
import { reasons, verdicts, type Score } from './verdict.ts';

/** A question with its output and score. */
export interface EvaluationRow extends Score {
  readonly question: Question;
  readonly output: string;
  readonly stopped: boolean;
  readonly logprob: number;
  readonly outputLogprob?: number;
}

/**
 * The answered questions of a dataset with their scores, in the order of the questions, stored by
 * column.
 */
export class EvaluationRows extends ComputedList<EvaluationRow> {
  readonly #answers: AnswerStore;
  /** Index of the question, by row. */
  readonly #questions: Uint32Array;
  readonly #verdicts: Uint8Array;
  readonly #formats: Uint8Array;
  readonly #reasons: Uint8Array;

  /** @param score scores a question's output */
  constructor(answers: AnswerStore, score: (question: Question, output: string) => Score) {
    super();
    this.#answers = answers;
    this.#questions = new Uint32Array(answers.count);
    this.#verdicts = new Uint8Array(answers.count);
    this.#formats = new Uint8Array(answers.count);
    this.#reasons = new Uint8Array(answers.count);
    let row = 0;
    for (let index = 0; index < answers.questions.length; index++) {
      const output = answers.outputAt(index);
      const question = output === undefined ? undefined : answers.questions.at(index);
      if (output === undefined || question === undefined) continue;
      const { verdict, format, reason } = score(question, output);
      this.#questions[row] = index;
      this.#verdicts[row] = verdicts.indexOf(verdict);
      this.#formats[row] = format ? 1 : 0;
      this.#reasons[row] = reason === undefined ? noReason : reasons.indexOf(reason);
      row++;
    }
  }

  get length(): number {
    return this.#questions.length;
  }

  /** The row of the question with this id; -1 if it was not answered. */
  rowOf(id: string): number {
    const wanted = this.#answers.questions.placeOf(id);
    let [low, high] = [0, this.#questions.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const index = this.#questions[middle] ?? 0;
      if (index === wanted) return middle;
      if (index < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  at(row: number): EvaluationRow | undefined {
    const index = this.#questions[row];
    const question = index === undefined ? undefined : this.#answers.questions.at(index);
    if (index === undefined || question === undefined) return undefined;
    const outputLogprob = this.#answers.outputLogprobAt(index);
    const found = {
      question,
      output: this.#answers.outputAt(index) ?? '',
      stopped: this.#answers.stoppedAt(index),
      logprob: this.#answers.logprobAt(index),
      ...(outputLogprob !== undefined && { outputLogprob }),
      verdict: verdicts[this.#verdicts[row] ?? 0] ?? 'empty',
      format: this.#formats[row] === 1,
    };
    const reason = reasons[this.#reasons[row] ?? noReason];
    return reason === undefined ? found : { ...found, reason };
  }
}

const noReason = 255;
