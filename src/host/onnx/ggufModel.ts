import { say } from '../../core/common/sentence.ts';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { Message } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { BoundedTexts } from '../base/boundedTexts.ts';
import { textOf, tokensOf } from './ggufText.ts';
import { hasOneThread } from './ggufThreads.ts';
import type { AnswerOptions, OnnxAnswer } from './onnxModel.ts';

/** Conversations that are answered beside each other. */
const mostAtOnce = 8;

/**
 * A GGUF file as llama.cpp answers by it: its weights, its tokenizer and its chat template, and nothing
 * of what it was made from.
 */
export class GgufModel {
  readonly #model: LlamaModel;
  readonly #template: BoundedTexts<Template>;

  private constructor(model: LlamaModel, template: BoundedTexts<Template>) {
    this.#model = model;
    this.#template = template;
  }

  /** @throws UserError when llama.cpp cannot read the file, or it has no chat template */
  static async load(folder: string, file: string): Promise<GgufModel> {
    const modelPath = join(folder, file);
    const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      logLevel: LlamaLogLevel.error,
      // Its threads wait for each other busily: one that has no core of its own holds up all.
      maxThreads: Math.max(1, Math.floor(availableParallelism() / 2)),
    });
    try {
      const model = await llama.loadModel({ modelPath });
      const template = model.fileInfo.metadata.tokenizer.chat_template;
      if (template === undefined) throw new Error('no chat template');
      return new GgufModel(model, new BoundedTexts(new Template(template), modelPath));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(say('{0} cannot be used ({1}). Export it again.', modelPath, reason));
    }
  }

  /** Greedy answers, in the order of the conversations. */
  async answer(
    conversations: readonly (readonly Message[])[],
    { maxTokens, onProgress }: Omit<AnswerOptions, 'withTokens' | 'batchSize'>,
  ): Promise<OnnxAnswer[]> {
    const prompts = conversations.map((messages) => this.#tokens(messages));
    const longest = prompts.reduce((most, { length }) => Math.max(most, length), 0);
    const sequences = Math.max(1, Math.min(hasOneThread() ? mostAtOnce : 1, prompts.length));
    const context = await this.#model.createContext({
      contextSize: longest + maxTokens + 1,
      sequences,
    });
    const answers: OnnxAnswer[] = [];
    const left = prompts.keys();
    let done = 0;
    const answerTheNext = async (): Promise<void> => {
      const sequence = context.getSequence();
      for (const at of left) {
        answers[at] = await this.#answerOne(sequence, prompts[at] ?? [], maxTokens);
        onProgress?.(++done);
      }
    };
    try {
      await Promise.all(Array.from({ length: sequences }, answerTheNext));
    } finally {
      await context.dispose();
    }
    return answers;
  }

  async #answerOne(
    sequence: LlamaContextSequence,
    prompt: Token[],
    maxTokens: number,
  ): Promise<OnnxAnswer> {
    // What the last prompt began with alike is not read again; one token at least is.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const said: Token[] = [];
    const options = { temperature: 0, yieldEogToken: true };
    let stopped = false;
    for await (const token of sequence.evaluate(prompt.slice(sequence.nextTokenIndex), options)) {
      stopped = this.#model.isEogToken(token);
      if (stopped || said.push(token) >= maxTokens) break;
    }
    return { output: textOf(this.#model, said), stopped, tokens: [] };
  }

  #tokens(messages: readonly Message[]): Token[] {
    const text = this.#template.use((template) =>
      template.render({
        messages: [...messages],
        add_generation_prompt: true,
        enable_thinking: false,
      }),
    );
    return tokensOf(this.#model, text);
  }
}
