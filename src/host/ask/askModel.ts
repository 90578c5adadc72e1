import type { AskAnswer } from '../../core/pages/askMessages.ts';
import { halfCharacterIn } from '../../core/dataset/checkTexts.ts';
import { UserError } from '../../core/common/userError.ts';
import { goldenOf } from '../../core/dataset/question.ts';
import type { Answerer } from './answerer.ts';
import type { EvaluationThread } from '../threads/evaluationThread.ts';
import { readRunRequest } from '../run/runFolder.ts';

/** A run's model with the dataset's goldens: asks a question and looks up the expected answer. */
export class AskModel {
  readonly #runFolder: string;
  readonly #answerer: Answerer;
  readonly #evaluation: () => EvaluationThread;

  /** @param evaluation of the run, requested anew for each question */
  constructor(
    runFolder: string,
    from: { readonly answerer: Answerer; readonly evaluation: () => EvaluationThread },
  ) {
    this.#runFolder = runFolder;
    this.#answerer = from.answerer;
    this.#evaluation = from.evaluation;
  }

  /** Questions of the dataset as suggestions. */
  suggestions(count: number): Promise<string[]> {
    return this.#evaluation().suggestions(count);
  }

  /** @throws UserError when the model cannot answer */
  async ask(question: string, signal?: AbortSignal): Promise<AskAnswer> {
    const half = halfCharacterIn(question);
    if (half !== undefined) {
      throw new UserError(`The base cannot be asked this: ${half}. Ask something else.`);
    }
    const known = await this.#evaluation().asked(question.trim());
    const conversation = known?.prompt ?? [{ role: 'user' as const, content: question.trim() }];
    const { recipe } = await readRunRequest(this.#runFolder);
    const answers = await this.#answerer.answer(conversation, {
      maxTokens: recipe.maxAnswerTokens,
      ...(signal && { signal }),
    });
    const parity = await this.#answerer.parity();
    return {
      question,
      ...answers,
      ...(known && { golden: goldenOf(known) }),
      ...(parity !== undefined && { parity }),
    };
  }

  dispose(): void {
    this.#answerer.dispose();
  }
}
