import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import type { Question } from '../../core/dataset/question.ts';
import { hubCache } from './huggingFaceCache.ts';
import { readRegular } from '../files/openRegular.ts';

/** Bytes of a tokenizer.json: the largest have some thirty million. */
const mostText = 128 << 20;

/** A question as a base sees it. */
export interface RenderedQuestion {
  /** All that stands before the answer, by the base's own chat template. */
  readonly prompt: string;
  /** Tokens of that. */
  readonly promptTokens: number;
  /** What is trained: the answer's tokens, the end token last. */
  readonly trained: readonly string[];
  /** Whether the answer's tokens give the answer back, character for character. */
  readonly comesBack: boolean;
}

/** Renders questions with the template and the tokenizer in a base's folder, as the trainer does. */
export class PromptRenderer {
  readonly #template: Template;
  readonly #tokenizer: Tokenizer;
  readonly #end: string;

  constructor(template: string, tokenizer: Tokenizer, end: string) {
    this.#template = new Template(template);
    this.#tokenizer = tokenizer;
    this.#end = end;
  }

  render({ prompt, completion }: Pick<Question, 'prompt' | 'completion'>): RenderedQuestion {
    const text = this.#template.render({
      messages: prompt,
      add_generation_prompt: true,
      enable_thinking: false,
    });
    return {
      prompt: text,
      promptTokens: this.#tokenizer.encode(text, { add_special_tokens: false }).ids.length,
      ...this.renderAnswer(completion[0].content),
    };
  }

  /** The part of a question that is trained. */
  renderAnswer(golden: string): Pick<RenderedQuestion, 'trained' | 'comesBack'> {
    const ids = this.#tokenizer.encode(golden, { add_special_tokens: false }).ids;
    return {
      trained: [...ids.map((id) => this.#tokenizer.decode([id])), this.#end],
      comesBack: this.#tokenizer.decode(ids) === golden,
    };
  }
}

/**
 * The renderer of a base, where its tokenizer and template are on this machine: in its folder, or in
 * the hub's cache. Undefined otherwise; nothing is downloaded.
 *
 * @param base Absolute folder or hub id, as `resolveBase` gives it.
 */
export async function loadPromptRenderer(base: {
  readonly kind: string;
  readonly base: string;
}): Promise<PromptRenderer | undefined> {
  const folder = base.kind === 'hub' ? await snapshotOf(base.base) : base.base;
  if (folder === undefined) return undefined;
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  const tokenizer = await readJson(join(folder, 'tokenizer.json'));
  const template =
    (await readRegular(join(folder, 'chat_template.jinja'), { most: mostText }).catch(
      () => undefined,
    )) ?? config?.chat_template;
  const end = config?.eos_token;
  const hasAll = config !== undefined && tokenizer !== undefined && typeof template === 'string';
  if (!hasAll) return undefined;
  return new PromptRenderer(
    template,
    new Tokenizer(tokenizer, config),
    typeof end === 'string' ? end : '',
  );
}

/** Where the hub's cache holds the tokenizer of a base. */
async function snapshotOf(id: string): Promise<string | undefined> {
  const snapshots = join(hubCache(process.env), `models--${id.replaceAll('/', '--')}`, 'snapshots');
  const files = await readdir(snapshots, { recursive: true }).catch(() => []);
  const found = files.find((file) => file.endsWith('tokenizer.json'));
  return found && join(snapshots, found, '..');
}

async function readJson(path: string): Promise<Record<string, unknown> | undefined> {
  try {
    return JSON.parse(await readRegular(path, { most: mostText })) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
