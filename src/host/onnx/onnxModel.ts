import { say } from '../../core/common/sentence.ts';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { batchesOfEqualLength, commonBeginning } from './promptBatches.ts';
import type { Message } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { BoundedTexts } from '../base/boundedTexts.ts';
import { textOfTokens } from '../base/textOfTokens.ts';
import { greedyChoices, type Choice } from './greedyChoice.ts';
import { dispose, pickRows, tensorIn, type Tensors } from './kvCache.ts';
import { readRegular } from '../files/openRegular.ts';

/** Bytes of a tokenizer.json: the largest have some thirty million. */
const mostText = 128 << 20;

/** An exported model's answer. */
export interface OnnxAnswer {
  readonly output: string;
  /** True when the model ended its answer. */
  readonly stopped: boolean;
  /**
   * If requested: the answer's tokens with their probabilities, then the end token if there is one.
   */
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
}

export interface AnswerOptions {
  readonly batchSize: number;
  /** Maximum tokens per answer, including the end token. */
  readonly maxTokens: number;
  readonly onProgress?: (done: number) => void;
  /** Whether to return tokens with probabilities; off for bulk work. */
  readonly withTokens: boolean;
}

/** One forward pass: `width` tokens per row, after `past` cached ones. */
interface Step {
  readonly ids: readonly number[];
  readonly rows: number;
  readonly width: number;
  readonly past: number;
  readonly cache: Tensors;
}

interface Texts {
  readonly tokenizer: Tokenizer;
  readonly template: Template;
}

/** The common prefix of prompts: its length, and the cache of one row of it. */
interface Beginning {
  readonly length: number;
  readonly cache: Tensors;
}

/** A loaded export. `answer` blocks its thread: run it in a process of its own. */
export class OnnxModel {
  readonly #session: InferenceSession;
  readonly #texts: BoundedTexts<Texts>;
  readonly #ends: ReadonlySet<number>;
  readonly #heads: number;
  readonly #width: number;
  readonly #layers: number;
  /** Of the embedding. */
  readonly #rows: number;

  private constructor(
    session: InferenceSession,
    texts: BoundedTexts<Texts>,
    config: Readonly<Record<string, unknown>>,
  ) {
    this.#session = session;
    this.#texts = texts;
    const ends = config.eos_token_id;
    this.#ends = new Set(Array.isArray(ends) ? ends.map(Number) : [Number(ends)]);
    this.#heads = Number(config.num_key_value_heads);
    this.#width =
      Number(config.head_dim ?? 0) ||
      Number(config.hidden_size) / Number(config.num_attention_heads);
    this.#layers = Number(config.num_hidden_layers);
    this.#rows = Number(config.vocab_size ?? Infinity);
  }

  /** @throws UserError when the folder holds no complete export */
  static async load(folder: string, file: string, threads = 0): Promise<OnnxModel> {
    const read = (name: string): Promise<string> =>
      readRegular(join(folder, name), { below: folder, most: mostText });
    const json = async (name: string): Promise<Record<string, unknown>> =>
      JSON.parse(await read(name)) as Record<string, unknown>;
    try {
      await access(join(folder, file));
      const [config, generation, tokenizer, tokenizerConfig] = await Promise.all([
        json('config.json'),
        json('generation_config.json'),
        json('tokenizer.json'),
        json('tokenizer_config.json'),
      ]);
      const template =
        (await read('chat_template.jinja').catch(() => undefined)) ?? tokenizerConfig.chat_template;
      if (typeof template !== 'string') throw new Error('no chat template');
      const session = await InferenceSession.create(join(folder, file), {
        intraOpNumThreads: threads,
        // Spinning threads would take the processor from the editor and from a training.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
      return new OnnxModel(
        session,
        new BoundedTexts(
          {
            tokenizer: new Tokenizer(tokenizer, tokenizerConfig),
            template: new Template(template),
          },
          folder,
        ),
        { ...config, eos_token_id: generation.eos_token_id ?? config.eos_token_id },
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        say('{0} cannot be used ({1}). Export it again.', join(folder, file), reason),
      );
    }
  }

  /** Greedy answers, in the order of the conversations. */
  async answer(
    conversations: readonly (readonly Message[])[],
    { batchSize, maxTokens, onProgress, withTokens }: AnswerOptions,
  ): Promise<OnnxAnswer[]> {
    const prompts = conversations.map((messages) => this.#tokens(messages));
    const answers: OnnxAnswer[] = [];
    let done = 0;
    const beginning = await this.#read(commonBeginning(prompts));
    const lengths = prompts.map(({ length }) => length);
    for (const batch of batchesOfEqualLength(lengths, batchSize)) {
      const given = await this.#answerBatch(
        batch.map((at) => prompts[at]?.slice(beginning.length) ?? []),
        beginning,
        { maxTokens, withTokens },
      );
      batch.forEach((at, place) => {
        const answer = given[place];
        if (answer) answers[at] = answer;
      });
      done += batch.length;
      onProgress?.(done);
    }
    dispose(beginning.cache);
    return answers;
  }

  /** The cache of the common prefix: computed once, copied for each prompt. */
  async #read(ids: readonly number[]): Promise<Beginning> {
    const cache = this.#emptyCache(1);
    if (ids.length === 0) return { length: 0, cache };
    const out = await this.#run({ ids, rows: 1, width: ids.length, past: 0, cache });
    out.logits?.dispose();
    return { length: ids.length, cache: this.#cacheOf(out) };
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  #tokens(messages: readonly Message[]): number[] {
    return this.#texts.use(({ template, tokenizer }) => {
      const text = template.render({
        messages: [...messages],
        add_generation_prompt: true,
        enable_thinking: false,
      });
      const { ids } = tokenizer.encode(text, { add_special_tokens: false });
      const largest = ids.reduce((most, id) => Math.max(most, id), 0);
      if (largest < this.#rows) return ids;
      throw new UserError(
        say(
          'The base cannot be asked this: it has the token {0}, and the base’s embedding only {1} rows. Ask something else.',
          largest,
          this.#rows,
        ),
      );
    });
  }

  /**
   * All prompts have the same length, so that no padding can change an answer; without the common
   * prefix.
   */
  async #answerBatch(
    prompts: readonly number[][],
    beginning: Beginning,
    { maxTokens, withTokens }: Pick<AnswerOptions, 'maxTokens' | 'withTokens'>,
  ): Promise<OnnxAnswer[]> {
    const said = prompts.map((): Choice[] => []);
    /** The prompt of each unanswered row of the cache. */
    let open = [...prompts.keys()];
    let ids = prompts.flat();
    let width = prompts[0]?.length ?? 0;
    let past = beginning.length;
    let cache = pickRows(
      beginning.cache,
      open.map(() => 0),
    );
    for (let token = 0; token < maxTokens && open.length > 0; token++) {
      const rows = open.length;
      const out = await this.#run({ ids, rows, width, past, cache });
      dispose(cache);
      cache = this.#cacheOf(out);
      const next = greedyChoices(tensorIn(out, 'logits'), { rows, withTokens });
      next.forEach((choice, row) => said[open[row] ?? 0]?.push(choice));
      const goingOn = [...next.keys()].filter((row) => !this.#isEnd(next[row]));
      if (goingOn.length < rows) {
        const whole = cache;
        cache = pickRows(whole, goingOn);
        dispose(whole);
      }
      past += width;
      width = 1;
      ids = goingOn.map((row) => next[row]?.id ?? 0);
      open = goingOn.map((row) => open[row] ?? 0);
    }
    dispose(cache);
    return said.map((tokens) => this.#answerOf(tokens, withTokens));
  }

  #isEnd(choice: Choice | undefined): boolean {
    return choice !== undefined && this.#ends.has(choice.id);
  }

  #answerOf(tokens: readonly Choice[], withTokens: boolean): OnnxAnswer {
    const stopped = this.#isEnd(tokens.at(-1));
    const ids = tokens.map(({ id }) => id);
    return this.#texts.use(({ tokenizer }) => ({
      output: textOfTokens(tokenizer, stopped ? ids.slice(0, -1) : ids),
      stopped,
      tokens: (withTokens ? tokens : []).map(({ id, probability }) => ({
        text: textOfTokens(tokenizer, [id]),
        probability,
      })),
    }));
  }

  async #run({ ids, rows, width, past, cache }: Step): Promise<Tensors> {
    const whole = past + width;
    const positions = BigInt64Array.from({ length: rows * width }, (_, i) =>
      BigInt(past + (i % width)),
    );
    return await this.#session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [rows, width]),
      attention_mask: new Tensor('int64', new BigInt64Array(rows * whole).fill(1n), [rows, whole]),
      position_ids: new Tensor('int64', positions, [rows, width]),
      ...cache,
    });
  }

  #cacheOf(out: Tensors): Tensors {
    return Object.fromEntries(
      this.#cacheNames().map((name) => [
        `past_key_values.${name}`,
        tensorIn(out, `present.${name}`),
      ]),
    );
  }

  #emptyCache(rows: number): Tensors {
    const dims = [rows, this.#heads, 0, this.#width];
    const [first] = this.#session.inputMetadata.filter(({ name }) => name.startsWith('past'));
    const isHalf = first?.isTensor === true && first.type === 'float16';
    return Object.fromEntries(
      this.#cacheNames().map((name) => [
        `past_key_values.${name}`,
        isHalf
          ? new Tensor('float16', new Uint16Array(0), dims)
          : new Tensor('float32', new Float32Array(0), dims),
      ]),
    );
  }

  #cacheNames(): string[] {
    return Array.from({ length: this.#layers }, (_, layer) => [
      `${layer}.key`,
      `${layer}.value`,
    ]).flat();
  }
}
