import * as vscode from 'vscode';
import { parseQuestions } from '../../core/dataset/questionsFile.ts';
import type { Question } from '../../core/dataset/question.ts';
import { resolveBase } from '../../host/base/resolveBase.ts';
import {
  loadPromptRenderer,
  type PromptRenderer,
  type RenderedQuestion,
} from '../../host/base/promptRenderer.ts';
import { readSettings } from '../settings/settings.ts';

/** A line of questions.jsonl rendered for the configured base of its workspace folder. */
export interface RenderedLine extends RenderedQuestion {
  readonly question: Question;
}

/** The renderers of the configured bases, each loaded once. */
export class PromptRenderers {
  readonly #renderers = new Map<string, Promise<PromptRenderer | undefined>>();

  /** Undefined if the line is not a question, or the base's tokenizer is not on this machine. */
  async render({ uri }: vscode.TextDocument, line: string): Promise<RenderedLine | undefined> {
    const [question] = parseQuestions(line).questions;
    const renderer = question && (await this.#rendererOf(uri));
    return question && renderer && { question, ...renderer.render(question) };
  }

  async #rendererOf(uri: vscode.Uri): Promise<PromptRenderer | undefined> {
    const { base } = readSettings(uri);
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
    const key = `${folder}\n${base}`;
    const known = this.#renderers.get(key);
    if (known !== undefined) return known;
    // An unusable base is reported when training starts.
    const loading = resolveBase(base, folder)
      .then(loadPromptRenderer)
      .catch(() => undefined);
    this.#renderers.set(key, loading);
    const renderer = await loading;
    // It may be downloaded later.
    if (renderer === undefined) this.#renderers.delete(key);
    return renderer;
  }
}

/** The prompt, then the trained tokens separated by bars. */
export const promptText = ({ prompt, trained }: RenderedQuestion): string =>
  `${prompt}▏${trained.join('▏')}▏`;
