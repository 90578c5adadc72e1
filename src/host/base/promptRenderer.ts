import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TextProbe } from '../../core/dataset/checkTexts.ts';
import type { Question } from '../../core/dataset/question.ts';
import { BoundedTexts } from './boundedTexts.ts';
import { embeddedFolder } from './embeddedBase.ts';
import { hubCache } from './huggingFaceCache.ts';
import { readRegular } from '../files/openRegular.ts';
import { textOfTokens } from './textOfTokens.ts';

/** Bytes of a tokenizer.json: the largest have some thirty million. */
const mostText = 128 << 20;

/** A question rendered for a base. */
export interface RenderedQuestion {
  /** Everything before the answer, by the base's chat template. */
  readonly prompt: string;
  /** Number of tokens in `prompt`. */
  readonly promptTokens: number;
  /** The trained tokens: the answer's, then the end token. */
  readonly trained: readonly string[];
  /** Whether decoding the answer's tokens gives the answer, character for character. */
  readonly comesBack: boolean;
}

/** What renders questions for a base, with a deadline. */
export type PromptRenderer = BoundedTexts<Prompts>;

/** Renders questions with a base's template and tokenizer, exactly as the trainer does. */
class Prompts {
  readonly #template: Template;
  readonly #tokenizer: Tokenizer;
  readonly #end: string;

  /** Tokens at which the base stops. */
  readonly #ends: ReadonlySet<number>;
  /** Texts that become one token which is no text. */
  readonly #specials: readonly string[];

  constructor(template: string, tokenizer: Tokenizer, ends: readonly number[]) {
    this.#template = new Template(template);
    this.#tokenizer = tokenizer;
    this.#end = ends[0] === undefined ? '' : (tokenizer.id_to_token(ends[0]) ?? '');
    this.#ends = new Set(ends);
    const added = [...tokenizer.get_added_tokens_decoder().values()];
    this.#specials = added.filter(({ special }) => special).map(({ content }) => content);
  }

  /** @param most Tokens that an answer may have, its end included. */
  probe(most: number | undefined): TextProbe {
    return {
      most,
      look: (golden) => {
        const ids = this.#encode(golden);
        const end = ids.find((id) => this.#ends.has(id));
        return {
          tokens: ids.length + 1,
          back: this.#decode(ids),
          end: end === undefined ? undefined : this.#decode([end]),
        };
      },
      specialIn: (text) => this.#specials.find((special) => text.includes(special)),
      isSame: (prompt, other) =>
        isDeepStrictEqual(
          this.#encode(this.#renderPrompt(prompt)),
          this.#encode(this.#renderPrompt(other)),
        ),
    };
  }

  render({ prompt, completion }: Pick<Question, 'prompt' | 'completion'>): RenderedQuestion {
    const text = this.#renderPrompt(prompt);
    return {
      prompt: text,
      promptTokens: this.#encode(text).length,
      ...this.renderAnswer(completion[0].content),
    };
  }

  /** The trained part of a question. */
  renderAnswer(golden: string): Pick<RenderedQuestion, 'trained' | 'comesBack'> {
    const ids = this.#encode(golden);
    return {
      trained: [...ids.map((id) => this.#decode([id])), this.#end],
      comesBack: this.#decode(ids) === golden,
    };
  }

  #renderPrompt(messages: Question['prompt']): string {
    return this.#template.render({
      messages: [...messages],
      add_generation_prompt: true,
      enable_thinking: false,
    });
  }

  #encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  #decode(ids: readonly number[]): string {
    return textOfTokens(this.#tokenizer, ids);
  }
}

/**
 * The renderer of a base whose tokenizer and template are on this machine: in its folder or in the
 * hub's cache. Undefined otherwise; nothing is downloaded.
 *
 * @param base as `resolveBase` returns it
 */
export async function loadPromptRenderer(base: {
  readonly kind: string;
  readonly base: string;
}): Promise<PromptRenderer | undefined> {
  const folder = await folderOf(base);
  if (folder === undefined) return undefined;
  const config = await readJson(join(folder, 'tokenizer_config.json'));
  const tokenizer = await readJson(join(folder, 'tokenizer.json'));
  const template =
    (await readRegular(join(folder, 'chat_template.jinja'), { most: mostText }).catch(
      () => undefined,
    )) ?? config?.chat_template;
  const hasAll = config !== undefined && tokenizer !== undefined && typeof template === 'string';
  if (!hasAll) return undefined;
  const loaded = new Tokenizer(tokenizer, config);
  const prompts = new Prompts(template, loaded, await endsOf(folder, config, loaded));
  return new BoundedTexts(prompts, folder);
}

/** The same, and undefined for a base that cannot be used: that is for training to tell. */
export const findPromptRenderer = (
  base: Parameters<typeof loadPromptRenderer>[0],
): Promise<PromptRenderer | undefined> => loadPromptRenderer(base).catch(() => undefined);

/** The tokens at which a base stops, as the trainer finds them. */
async function endsOf(
  folder: string,
  { eos_token: token }: Record<string, unknown>,
  tokenizer: Tokenizer,
): Promise<number[]> {
  for (const file of ['generation_config.json', 'config.json']) {
    const ends = (await readJson(join(folder, file)))?.eos_token_id;
    const ids = (Array.isArray(ends) ? ends : [ends]).filter((id) => Number.isInteger(id));
    if (ids.length > 0) return ids as number[];
  }
  const written =
    typeof token === 'string' ? token : (token as { content?: string } | undefined)?.content;
  const id = written === undefined ? undefined : tokenizer.token_to_id(written);
  return id === undefined ? [] : [id];
}

async function folderOf({ kind, base }: { readonly kind: string; readonly base: string }) {
  if (kind === 'embedded') return embeddedFolder();
  return kind === 'hub' ? snapshotOf(base) : base;
}

/** The cached tokenizer folder of a base. */
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
