import * as vscode from 'vscode';
import { parseQuestions } from '../../core/dataset/questionsFile.ts';
import type { Question } from '../../core/dataset/question.ts';
import { UserError } from '../../core/common/userError.ts';
import { resolveBase, type Base } from '../../host/base/resolveBase.ts';
import type { RenderedQuestion } from '../../host/base/promptRenderer.ts';
import type { PromptThread } from '../../host/threads/promptThread.ts';
import { readSettings } from '../settings/settings.ts';

/** A line of questions.jsonl rendered for the configured base of its workspace folder. */
export interface RenderedLine extends RenderedQuestion {
  readonly question: Question;
}

/** Renders lines with the configured bases. */
export class PromptRenderers {
  readonly #prompts: PromptThread;

  constructor(prompts: PromptThread) {
    this.#prompts = prompts;
  }

  /** Whether the base's tokenizer is on this machine, and usable. */
  async canRender({ uri }: vscode.TextDocument): Promise<boolean> {
    return (await this.#ask(uri, (base) => this.#prompts.canRender(base))) ?? false;
  }

  /** Undefined if the line is not a question, or the base's tokenizer is not usable on this machine. */
  async render({ uri }: vscode.TextDocument, line: string): Promise<RenderedLine | undefined> {
    const [question] = parseQuestions(line).questions;
    if (question === undefined) return undefined;
    const rendered = await this.#ask(uri, (base) => this.#prompts.render(base, question));
    return rendered && { question, ...rendered };
  }

  async #ask<Value>(
    uri: vscode.Uri,
    ask: (base: Base) => Promise<Value>,
  ): Promise<Value | undefined> {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
    try {
      return await ask(await resolveBase(readSettings(uri).base, folder));
    } catch (error) {
      // An unusable base is reported when training starts, and by the preview.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}

/** The prompt, then the trained tokens separated by bars. */
export const promptText = ({ prompt, trained }: RenderedQuestion): string =>
  `${prompt}▏${trained.join('▏')}▏`;
