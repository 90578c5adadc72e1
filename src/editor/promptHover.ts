import * as vscode from 'vscode';
import { parseQuestions } from '../core/questionsFile.ts';
import { resolveBase } from '../host/base.ts';
import { loadPromptRenderer, type PromptRenderer } from '../host/promptRenderer.ts';
import { readSettings } from './settings.ts';

/** On a line of questions.jsonl: what the base will see of it, the trained tokens marked. */
export function registerPromptHover(): vscode.Disposable {
  const renderers = new Map<string, Promise<PromptRenderer | undefined>>();
  const rendererOf = (uri: vscode.Uri): Promise<PromptRenderer | undefined> => {
    const { base } = readSettings(uri);
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? '';
    const key = `${folder}\n${base}`;
    const known = renderers.get(key);
    if (known !== undefined) return known;
    // A base that cannot be used is told of when somebody trains on it.
    const loading = resolveBase(base, folder)
      .then(loadPromptRenderer)
      .catch(() => undefined);
    renderers.set(key, loading);
    return loading;
  };
  return vscode.languages.registerHoverProvider(
    { scheme: 'file', pattern: '**/questions.jsonl' },
    {
      async provideHover(document, position) {
        const line = document.lineAt(position);
        const [question] = parseQuestions(line.text).questions;
        const renderer = question && (await rendererOf(document.uri));
        if (question === undefined || renderer === undefined) return undefined;
        const { prompt, promptTokens, trained, comesBack } = renderer.render(question);
        const text = new vscode.MarkdownString();
        text.appendMarkdown(
          `**What the model sees** · ${promptTokens} tokens, then the ${trained.length} that are ${question.split === 'train' ? 'trained' : 'only asked for'}, between bars:\n`,
        );
        text.appendCodeblock(`${prompt}▏${trained.join('▏')}▏`, 'text');
        if (!comesBack) {
          text.appendMarkdown(
            '\n$(warning) The tokenizer does not give this answer back character for character.',
          );
          text.supportThemeIcons = true;
        }
        return new vscode.Hover(text, line.range);
      },
    },
  );
}
