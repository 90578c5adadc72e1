import { say } from '../../core/common/sentence.ts';
import type { AskAnswer, LookUpAnswer } from '../../core/pages/askMessages.ts';
import { halfCharacterIn } from '../../core/dataset/checkTexts.ts';
import { UserError } from '../../core/common/userError.ts';
import type { LookedUp } from '../../core/lookup/lookUpQuestion.ts';
import { goldenOf, type Message } from '../../core/dataset/question.ts';
import type { Answerer } from './answerer.ts';
import type { EvaluationThread } from '../threads/evaluationThread.ts';
import { readRunRequest } from '../run/runFolder.ts';

export interface AskSources {
  readonly answerer: Answerer;
  /** Of the run, requested anew for each question. */
  readonly evaluation: () => EvaluationThread;
  /** Finds the row for a conversation. */
  readonly lookUp: (conversation: readonly Message[]) => Promise<LookedUp>;
}

/** A run's model with the dataset's goldens: asks a question and looks up the expected answer. */
export class AskModel {
  readonly #runFolder: string;
  readonly #answerer: Answerer;
  readonly #evaluation: () => EvaluationThread;
  readonly #lookUp: AskSources['lookUp'];

  constructor(runFolder: string, from: AskSources) {
    this.#runFolder = runFolder;
    this.#answerer = from.answerer;
    this.#evaluation = from.evaluation;
    this.#lookUp = from.lookUp;
  }

  /** Questions of the dataset as suggestions. */
  suggestions(count: number): Promise<string[]> {
    return this.#evaluation().suggestions(count);
  }

  /**
   * @param withLookUp whether the base is also asked with the row that is found for the question
   * @throws UserError when the model cannot answer
   */
  async ask(
    question: string,
    { withLookUp, signal }: { readonly withLookUp?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<AskAnswer> {
    const half = halfCharacterIn(question);
    if (half !== undefined) {
      throw new UserError(say('The base cannot be asked this: {0}. Ask something else.', half));
    }
    const known = await this.#evaluation().asked(question.trim());
    const conversation = known?.prompt ?? [{ role: 'user' as const, content: question.trim() }];
    const { recipe } = await readRunRequest(this.#runFolder);
    const options = { maxTokens: recipe.maxAnswerTokens, ...(signal && { signal }) };
    const answers = await this.#answerer.answer(conversation, options);
    const lookUp = withLookUp === true && (await this.#answerWithLookUp(conversation, options));
    const parity = await this.#answerer.parity();
    return {
      question,
      ...answers,
      ...(lookUp && { lookUp }),
      ...(known && { golden: goldenOf(known) }),
      ...(parity !== undefined && { parity }),
    };
  }

  async #answerWithLookUp(
    conversation: readonly Message[],
    options: Parameters<Answerer['answer']>[1],
  ): Promise<LookUpAnswer> {
    try {
      const { prompt, row } = await this.#lookUp(conversation);
      const { base } = await this.#answerer.answer(prompt, options);
      return { cells: row?.cells ?? null, ...(base && { base }) };
    } catch (error) {
      if (error instanceof UserError) return { problem: error.text };
      throw error;
    }
  }

  dispose(): void {
    this.#answerer.dispose();
  }
}
