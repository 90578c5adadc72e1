import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { batchesOfEqualLength } from '../core/batches.ts';
import type { Message } from '../core/question.ts';
import { UserError } from '../core/userError.ts';

/** What an exported model said. */
export interface OnnxAnswer {
  readonly output: string;
  /** The model ended its answer itself. */
  readonly stopped: boolean;
  /** Where wanted: the answer's tokens with the probability that each had, the end token last where there is one. */
  readonly tokens: readonly { readonly text: string; readonly probability: number }[];
}

export interface AnswerOptions {
  readonly batchSize: number;
  /** Most tokens of an answer, end included. */
  readonly maxTokens: number;
  readonly onProgress?: (done: number) => void;
  /** Whether each token is wanted with its probability; bulk work does without. */
  readonly withTokens: boolean;
}

/** A folder made by Export Model, loaded. `answer` keeps its thread busy: for a process of its own. */
export class OnnxModel {
  readonly #session: InferenceSession;
  readonly #tokenizer: Tokenizer;
  readonly #template: Template;
  readonly #ends: ReadonlySet<number>;
  readonly #heads: number;
  readonly #width: number;
  readonly #layers: number;

  private constructor(
    session: InferenceSession,
    text: { tokenizer: Tokenizer; template: Template },
    config: Readonly<Record<string, unknown>>,
  ) {
    this.#session = session;
    this.#tokenizer = text.tokenizer;
    this.#template = text.template;
    const ends = config.eos_token_id;
    this.#ends = new Set(Array.isArray(ends) ? ends.map(Number) : [Number(ends)]);
    this.#heads = Number(config.num_key_value_heads);
    this.#width =
      Number(config.head_dim ?? 0) ||
      Number(config.hidden_size) / Number(config.num_attention_heads);
    this.#layers = Number(config.num_hidden_layers);
  }

  /** @throws UserError when the folder holds no such export, whole */
  static async load(folder: string, file: string, threads = 0): Promise<OnnxModel> {
    const json = async (name: string): Promise<Record<string, unknown>> =>
      JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>;
    try {
      await access(join(folder, file));
      const [config, generation, tokenizer, tokenizerConfig] = await Promise.all([
        json('config.json'),
        json('generation_config.json'),
        json('tokenizer.json'),
        json('tokenizer_config.json'),
      ]);
      const template =
        (await readFile(join(folder, 'chat_template.jinja'), 'utf8').catch(() => undefined)) ??
        tokenizerConfig.chat_template;
      if (typeof template !== 'string') throw new Error('no chat template');
      const session = await InferenceSession.create(join(folder, file), {
        intraOpNumThreads: threads,
      });
      return new OnnxModel(
        session,
        {
          tokenizer: new Tokenizer(tokenizer, tokenizerConfig),
          template: new Template(template),
        },
        { ...config, eos_token_id: generation.eos_token_id ?? config.eos_token_id },
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(`${join(folder, file)} cannot be used (${reason}). Export it again.`);
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
    const lengths = prompts.map(({ length }) => length);
    for (const batch of batchesOfEqualLength(lengths, batchSize)) {
      const given = await this.#answerBatch(
        batch.map((at) => prompts[at] ?? []),
        { maxTokens, withTokens },
      );
      batch.forEach((at, place) => {
        const answer = given[place];
        if (answer) answers[at] = answer;
      });
      done += batch.length;
      onProgress?.(done);
    }
    return answers;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  #tokens(messages: readonly Message[]): number[] {
    const text = this.#template.render({
      messages: [...messages],
      add_generation_prompt: true,
      enable_thinking: false,
    });
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Of prompts of one length, so that no padding can change an answer. */
  async #answerBatch(
    prompts: readonly number[][],
    { maxTokens, withTokens }: Pick<AnswerOptions, 'maxTokens' | 'withTokens'>,
  ): Promise<OnnxAnswer[]> {
    const rows = prompts.length;
    const said = prompts.map((): Choice[] => []);
    const isOver = prompts.map(() => false);
    let ids = prompts.flat();
    let width = prompts[0]?.length ?? 0;
    let past = 0;
    let cache = this.#emptyCache(rows);
    for (let token = 0; token < maxTokens && isOver.includes(false); token++) {
      const out = (await this.#session.run(
        this.#feeds({ ids, rows, width, past, cache }),
      )) as Readonly<Record<string, Tensor>>;
      const next = bestOf(tensorIn(out, 'logits'), { rows, withTokens });
      next.forEach((choice, row) => {
        if (isOver[row]) return;
        said[row]?.push(choice);
        isOver[row] = this.#ends.has(choice.id);
      });
      for (const tensor of Object.values(cache)) tensor.dispose();
      cache = Object.fromEntries(
        this.#cacheNames().map((name) => [
          `past_key_values.${name}`,
          tensorIn(out, `present.${name}`),
        ]),
      );
      past += width;
      width = 1;
      ids = next.map(({ id }) => id);
    }
    for (const tensor of Object.values(cache)) tensor.dispose();
    return said.map((tokens, row) =>
      this.#answerOf(tokens, { stopped: isOver[row] ?? false, withTokens }),
    );
  }

  #answerOf(
    tokens: readonly Choice[],
    { stopped, withTokens }: { stopped: boolean; withTokens: boolean },
  ): OnnxAnswer {
    const ids = tokens.map(({ id }) => id);
    return {
      // Special tokens inside an answer stay visible, as in the trainer: they are what was said.
      output: this.#tokenizer.decode(stopped ? ids.slice(0, -1) : ids, {
        skip_special_tokens: false,
        clean_up_tokenization_spaces: false,
      }),
      stopped,
      tokens: (withTokens ? tokens : []).map(({ id, probability }) => ({
        text: this.#tokenizer.decode([id], { skip_special_tokens: false }),
        probability,
      })),
    };
  }

  #feeds(at: {
    ids: readonly number[];
    rows: number;
    width: number;
    past: number;
    cache: Record<string, Tensor>;
  }): Record<string, Tensor> {
    const { ids, rows, width, past, cache } = at;
    const whole = past + width;
    const positions = BigInt64Array.from({ length: rows * width }, (_, i) =>
      BigInt(past + (i % width)),
    );
    return {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [rows, width]),
      attention_mask: new Tensor('int64', new BigInt64Array(rows * whole).fill(1n), [rows, whole]),
      position_ids: new Tensor('int64', positions, [rows, width]),
      ...cache,
    };
  }

  #emptyCache(rows: number): Record<string, Tensor> {
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

function tensorIn(tensors: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined)
    throw new UserError(`The exported model has no ${name}. Export it again.`);
  return tensor;
}

interface Choice {
  readonly id: number;
  /** 0 where it is not wanted. */
  readonly probability: number;
}

/** The likeliest token of each row, with its probability where wanted; logits are [rows, 1, vocabulary]. */
function bestOf(
  logits: Tensor,
  { rows, withTokens }: { readonly rows: number; readonly withTokens: boolean },
): Choice[] {
  const data = logits.data as ArrayLike<number>;
  const isHalf = logits.type === 'float16' && data instanceof Uint16Array;
  const at = (place: number): number => (isHalf ? fromHalf(data[place] ?? 0) : (data[place] ?? 0));
  const vocabulary = logits.dims.at(-1) ?? 0;
  const perRow = data.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    // The last position of the row, whether or not the graph gives all of them.
    const start = (row + 1) * perRow - vocabulary;
    let id = 0;
    let best = -Infinity;
    for (let token = 0; token < vocabulary; token++) {
      const logit = at(start + token);
      if (logit <= best) continue;
      best = logit;
      id = token;
    }
    if (!withTokens) return { id, probability: 0 };
    let sum = 0;
    for (let token = 0; token < vocabulary; token++) sum += Math.exp(at(start + token) - best);
    return { id, probability: 1 / sum };
  });
}

/** IEEE 754 half precision. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
