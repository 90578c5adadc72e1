import { say } from '../../core/common/sentence.ts';
import { join } from 'node:path';
import type { DatasetPreview } from '../../core/dataset/datasetPreview.ts';
import type { Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Base } from '../base/resolveBase.ts';
import type { RenderedQuestion } from '../base/promptRenderer.ts';
import { type SampleSurvey, surveySamples } from '../dataset/surveySamples.ts';
import { extensionFolder } from '../files/extensionFolder.ts';
import { RequestThread } from './requestThread.ts';

export type PromptRequest = { readonly base: Pick<Base, 'kind' | 'base'> } & (
  | { readonly name: 'canRender' }
  | { readonly name: 'render'; readonly question: Question }
  | { readonly name: 'survey'; readonly samples: DatasetPreview['samples'] }
);

/**
 * Templates and tokenizers of bases in a thread of their own: they come with a model, from anywhere,
 * and may have no end or take all memory.
 */
export class PromptThread {
  readonly #thread: RequestThread<PromptRequest>;
  /** Folders and ids of bases that took too much memory: they are not tried again. */
  readonly #tooLarge = new Set<string>();

  /**
   * @param script the built promptWorker.ts
   * @param megabytes that the thread may take: the largest tokenizers need some hundred
   */
  constructor(script = join(extensionFolder(), 'dist', 'promptWorker.cjs'), megabytes = 1000) {
    this.#thread = new RequestThread(script, { megabytes });
  }

  /** Whether the base's tokenizer is on this machine. */
  canRender(base: PromptRequest['base']): Promise<boolean> {
    return this.#ask({ name: 'canRender', base });
  }

  /**
   * Undefined where the base's tokenizer is not on this machine.
   *
   * @throws UserError where the base takes too long or too much
   */
  render(base: PromptRequest['base'], question: Question): Promise<RenderedQuestion | undefined> {
    return this.#ask({ name: 'render', base, question });
  }

  async survey(
    base: PromptRequest['base'],
    samples: DatasetPreview['samples'],
  ): Promise<SampleSurvey> {
    try {
      return await this.#ask({ name: 'survey', base, samples });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { message } = error;
      return { warnings: [{ message }, ...surveySamples(samples, undefined).warnings] };
    }
  }

  dispose(): void {
    this.#thread.end(new UserError(say('The window is being closed.')));
  }

  async #ask<Value>(request: PromptRequest): Promise<Value> {
    const { base } = request.base;
    if (this.#tooLarge.has(base)) throw tooLarge(base);
    try {
      return await this.#thread.ask<Value>(request);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      this.#tooLarge.add(base);
      throw tooLarge(base);
    }
  }
}

const tooLarge = (base: string): UserError =>
  new UserError(
    say('The chat template or the tokenizer of {0} takes too much memory. Use another base.', base),
  );
